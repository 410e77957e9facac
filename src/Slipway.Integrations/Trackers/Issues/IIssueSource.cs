using Slipway.Core;

namespace Slipway.Integrations.Trackers.Issues;

/// <summary>Issues of one tracker, or of one repository. Thread-safe.</summary>
internal interface IIssueSource
{
    /// <summary>Finds open issues, at most 100.</summary>
    /// <exception cref="SlipwayException">The query cannot be asked.</exception>
    Task<IReadOnlyList<FoundIssue>> FindAsync(IssueQuery query, CancellationToken cancellationToken);

    /// <summary>Finds an issue by its key, whether open or not; <see langword="null"/> when there is none.</summary>
    /// <exception cref="SlipwayException">It cannot be asked.</exception>
    Task<FoundIssue?> ReadAsync(string key, CancellationToken cancellationToken);

    /// <summary>Writes the workflow's one comment on an issue, or changes the one that it wrote.</summary>
    Task CommentAsync(string key, string workflowId, string text, CancellationToken cancellationToken);

    /// <summary>Brings an issue into a status.</summary>
    /// <returns>Whether it was in another one.</returns>
    /// <exception cref="SlipwayException">There is no such status, or the issue cannot get there.</exception>
    Task<bool> MoveAsync(string key, string status, CancellationToken cancellationToken);

    /// <summary>Assigns an issue.</summary>
    /// <returns>Whether it is assigned now.</returns>
    Task<bool> AssignAsync(string key, string login, CancellationToken cancellationToken);
}
