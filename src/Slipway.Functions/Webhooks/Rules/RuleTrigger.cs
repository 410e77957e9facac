using System.Globalization;

namespace Slipway.Functions.Webhooks.Rules;

/// <summary>Something that a rule may start a workflow for.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Repository">Where, as <c>owner/name</c>.</param>
/// <param name="Word">The label, or the command with its slash and arguments; empty for a review comment.</param>
/// <param name="Facts">What a rule's inputs may take from it, by name.</param>
internal sealed record RuleTrigger(TriggerKind Kind, string Repository, string Word, IReadOnlyDictionary<string, string> Facts)
{
    /// <summary>The names of the facts, for whoever writes a rule.</summary>
    public static IReadOnlyList<string> FactNames { get; } =
    [
        "repository", "sender", "issue.number", "issue.title", "issue.body", "issue.url", "comment.body", "comment.arguments",
        "comment.url", "comment.id", "comment.path", "comment.line", "comment.commit", "comment.hunk", "pull_request.number",
        "pull_request.title", "pull_request.branch", "pull_request.url",
    ];

    /// <summary>Whether a fact is a number.</summary>
    public static bool IsNumber(string fact) =>
        fact.EndsWith(".number", StringComparison.Ordinal) || fact is "comment.id" or "comment.line";

    /// <summary>An issue got a label.</summary>
    public static RuleTrigger OfLabel(GitHubPayload payload) =>
        new(TriggerKind.Label, RepositoryOf(payload), payload.Text("label", "name") ?? "", FactsOf(payload, null));

    /// <summary>Somebody who may write to the repository gave a command in a comment.</summary>
    public static RuleTrigger OfComment(GitHubPayload payload, SlashCommand command) => new(
        TriggerKind.Command, RepositoryOf(payload), $"/{command.Name} {command.Arguments}".TrimEnd(), FactsOf(payload, command.Arguments));

    /// <summary>Somebody who may write to the repository commented on lines of a pull request.</summary>
    public static RuleTrigger OfReviewComment(GitHubPayload payload) =>
        new(TriggerKind.ReviewComment, RepositoryOf(payload), "", FactsOf(payload, null));

    private static string RepositoryOf(GitHubPayload payload) => payload.Text("repository", "full_name") ?? "";

    private static Dictionary<string, string> FactsOf(GitHubPayload payload, string? arguments)
    {
        // Of a comment whose line has been changed since, GitHub knows only where it was.
        var isOutdated = payload.Number("comment", "line") is null;
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in FactNames)
        {
            facts[name] = name switch
            {
                "repository" => RepositoryOf(payload),
                "sender" => payload.Text("sender", "login"),
                "comment.arguments" => arguments,
                "issue.number" => Number(payload.Number("issue", "number")),
                "pull_request.number" => Number(payload.Number("pull_request", "number")),
                "comment.id" => Number(payload.Number("comment", "id")),
                "comment.line" => Number(payload.Number("comment", isOutdated ? "original_line" : "line")),
                "comment.commit" => payload.Text("comment", isOutdated ? "original_commit_id" : "commit_id"),
                "comment.hunk" => payload.Text("comment", "diff_hunk"),
                "pull_request.branch" => payload.Text("pull_request", "head", "ref"),
                _ => payload.Text([.. Path(name)]),
            }
            ?? "";
        }

        return facts;
    }

    private static string[] Path(string name) => [.. name.Split('.').Select(part => part == "url" ? "html_url" : part)];

    private static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);
}
