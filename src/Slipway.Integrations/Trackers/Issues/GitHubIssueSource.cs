using System.Globalization;
using Slipway.Core;
using Slipway.Integrations.Git.GitHub;

namespace Slipway.Integrations.Trackers.Issues;

/// <summary>The issues of a repository on GitHub.</summary>
internal sealed class GitHubIssueSource(GitHubIssues issues, GitHubRepository on, string host) : IIssueSource
{
    private const int MaxIssues = 100;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<FoundIssue>> FindAsync(IssueQuery query, CancellationToken cancellationToken)
    {
        if (query.Query is not null)
        {
            throw new SlipwayException(
                ErrorCodes.StepConfigInvalid, "Issues on GitHub are found by 'labels' and 'priorities'; 'query' is for Jira.");
        }

        var found = new Dictionary<int, FoundIssue>();
        foreach (var priority in (IEnumerable<string?>)[.. query.Priorities, null])
        {
            IEnumerable<string> labels = priority is null ? query.Labels : [.. query.Labels, priority];
            await foreach (var issue in issues.ListAsync(on, labels, cancellationToken, query.NewestFirst))
            {
                found.TryAdd(issue.Number, Of(issue));
                if (found.Count == MaxIssues)
                {
                    return [.. found.Values];
                }
            }
        }

        return [.. found.Values];
    }

    /// <inheritdoc/>
    public async Task<FoundIssue?> ReadAsync(string key, CancellationToken cancellationToken) =>
        await issues.FindAsync(on, Number(key), cancellationToken) is { } issue ? Of(issue) : null;

    /// <inheritdoc/>
    public Task CommentAsync(string key, string workflowId, string text, CancellationToken cancellationToken) =>
        issues.CommentAsync(on, Number(key), workflowId, text, cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> MoveAsync(string key, string status, CancellationToken cancellationToken)
    {
        if (!status.Equals("closed", StringComparison.OrdinalIgnoreCase))
        {
            throw new SlipwayException(
                ErrorCodes.StepConfigInvalid, "Issues on GitHub are open or closed: the only 'status' they can be moved to is 'closed'.");
        }

        var issue = await ReadAsync(key, cancellationToken)
            ?? throw new SlipwayException(ErrorCodes.StepConfigInvalid, $"There is no issue {key} in {on}.");
        if (issue.IsOpen)
        {
            await issues.CloseAsync(on, Number(key), cancellationToken);
        }

        return issue.IsOpen;
    }

    /// <inheritdoc/>
    public Task<bool> AssignAsync(string key, string login, CancellationToken cancellationToken) =>
        issues.AssignAsync(on, Number(key), login, cancellationToken);

    private static int Number(string key) => int.Parse(key, NumberStyles.None, CultureInfo.InvariantCulture);

    private FoundIssue Of(GitHubIssues.Issue issue)
    {
        var number = issue.Number.ToString(CultureInfo.InvariantCulture);
        return new FoundIssue(
            $"{host}/{on}#{number}".ToLowerInvariant(), number, issue.Title, issue.Body, issue.HtmlUrl,
            [.. issue.Labels.Select(label => label.Name)])
        {
            IsOpen = issue.State != "closed",
        };
    }
}
