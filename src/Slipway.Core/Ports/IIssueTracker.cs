namespace Slipway.Core.Ports;

/// <summary>Where tickets live. Every operation finds what an earlier run of it has done before it does anything. Thread-safe.</summary>
/// <remarks>All throw <see cref="SlipwayException"/>: not set up (<see cref="ErrorCodes.InvalidRequest"/>), or refused or not reachable
/// (<see cref="ErrorCodes.TrackerFailed"/>, with the category that says whether to try again).</remarks>
public interface IIssueTracker
{
    /// <summary>Finds tickets in the tracker's own query language, such as <c>fixVersion = "2.1"</c> in Jira.</summary>
    /// <param name="query">The query.</param>
    /// <param name="limit">The most to find, 1 to 1000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<TrackedIssue>> FindAsync(string query, int limit, CancellationToken cancellationToken);

    /// <summary>Reads a ticket; <see langword="null"/> when there is none of this key that the account may see.</summary>
    Task<TrackedIssue?> ReadAsync(string key, CancellationToken cancellationToken);

    /// <summary>Moves a ticket to a status by that status' name, whatever the transition there is called.</summary>
    /// <returns>Whether it moved; <see langword="false"/> when it was there.</returns>
    Task<bool> MoveAsync(string key, string status, CancellationToken cancellationToken);

    /// <summary>Adds a comment, or changes the one with the same marker.</summary>
    /// <param name="key">The ticket.</param>
    /// <param name="marker">The workflow's id, or <c>{workflow}/{step}</c>: kept in the comment so that it is found again.</param>
    /// <param name="text">Plain text; a blank line begins a paragraph.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it was added or changed; <see langword="false"/> when it was there and says the same.</returns>
    Task<bool> CommentAsync(string key, string marker, string text, CancellationToken cancellationToken);
}
