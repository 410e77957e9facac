using System.Text.RegularExpressions;
using Slipway.Core;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Trackers.Issues;

/// <summary>The issues of a Jira site.</summary>
internal sealed partial class JiraIssueSource(IIssueTracker tracker) : IIssueSource
{
    private const int MaxIssues = 100;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<FoundIssue>> FindAsync(IssueQuery query, CancellationToken cancellationToken)
    {
        var own = query.Query ?? "statusCategory != Done";
        var at = TextOrOrder().Matches(own).LastOrDefault(match => match.Groups["order"].Success)?.Index ?? -1;
        var order = at < 0 ? $"ORDER BY created {(query.NewestFirst ? "DESC" : "ASC")}" : own[at..];
        var condition = (at < 0 ? own : own[..at]).Trim();
        IEnumerable<string> all =
        [
            .. condition.Length == 0 ? (string[])[] : [$"({condition})"], .. query.Labels.Select(label => $"labels = {Quoted(label)}"),
        ];
        return [.. (await tracker.FindAsync($"{string.Join(" AND ", all)} {order}", MaxIssues, cancellationToken)).Select(Of)];
    }

    /// <inheritdoc/>
    public async Task<FoundIssue?> ReadAsync(string key, CancellationToken cancellationToken) =>
        await tracker.ReadAsync(key, cancellationToken) is { } issue ? Of(issue) : null;

    /// <inheritdoc/>
    public Task CommentAsync(string key, string workflowId, string text, CancellationToken cancellationToken) =>
        tracker.CommentAsync(key, workflowId, text, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> MoveAsync(string key, string status, CancellationToken cancellationToken) =>
        tracker.MoveAsync(key, status, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> AssignAsync(string key, string login, CancellationToken cancellationToken) => throw new SlipwayException(
        ErrorCodes.StepConfigInvalid, "Issues in Jira cannot be assigned from here: leave out 'assign'.");

    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static FoundIssue Of(TrackedIssue issue) =>
        new($"jira/{issue.Key}", issue.Key, issue.Summary, issue.Text, issue.Url, issue.Labels) { IsOpen = !issue.IsDone };

    /// <summary>Texts, in which an order is none, and orders.</summary>
    [GeneratedRegex(
        """
        "(\\.|[^"\\])*"|'(\\.|[^'\\])*'|(?<order>\border\s+by\b)
        """,
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex TextOrOrder();
}
