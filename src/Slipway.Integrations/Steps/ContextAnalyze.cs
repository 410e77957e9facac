using System.Text;
using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Core.Security;
using Slipway.Integrations.Ai;
using Slipway.Integrations.Analysis;
using Slipway.Integrations.Trackers.Issues;

namespace Slipway.Integrations.Steps;

/// <summary>
/// <c>context.analyze</c>: what an agent should know of the repository for a requirement: languages, layout, how it is built and tested,
/// and the files that have most to do with it. All of that is looked at, not guessed. Where the host has a language model, that adds a
/// summary.
/// </summary>
internal sealed class ContextAnalyze(
    RepositorySurvey survey, ContextSummary summary, IAiProvider ai, IssueSources issues, IArtifactStore artifacts) : IStepPlugin
{
    private const int MaxTitle = 200;

    /// <inheritdoc/>
    public string Name => "context.analyze";

    /// <inheritdoc/>
    public string Description => "Finds out what matters of the repository for a requirement or an issue.";

    /// <inheritdoc/>
    public IReadOnlyList<string>? OutputNames { get; } =
    [
        "issue", "issueProblem", "relatedIssues", "facts", "relevantFiles", "mentionedFiles",
        "commitHistory", "analysis", "summary", "answer", "summaryProblem", "usage",
    ];

    /// <inheritdoc/>
    public TimeSpan DefaultTimeout => TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public bool NeedsWorkspace => true;

    /// <inheritdoc/>
    public JsonElement? ConfigSchema { get; } = StepConfig.Schema("""
        {
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "requirement": { "type": "string", "minLength": 1, "description": "What is wanted, in words." },
            "issue": { "type": ["integer", "string"], "description": "A number on GitHub, or a key such as SHOP-12 in Jira: it is read." },
            "question": { "type": "string", "minLength": 1, "maxLength": 4096, "description": "What a language model is asked besides." },
            "summary": { "type": "boolean", "description": "Whether a language model summarises it. Unset: if the host has one." }
          }
        }
        """);

    /// <inheritdoc/>
    public StepConfigProblem? Check(JsonElement config) =>
        StepConfig.Literal(config, "issue") is { } issue && IssueSources.Parse(issue) is null
            ? new StepConfigProblem("issue", $"'{Sanitiser.Line(issue, 60)}' names no issue: give a number, or a key such as SHOP-12.")
            : null;

    /// <inheritdoc/>
    public SlipwayException? Missing(JsonElement config) => NeedsModel(config) ? ai.Missing : null;

    /// <inheritdoc/>
    public async Task<StepOutcome> ExecuteAsync(StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (issue, related, issueProblem) = await IssueAsync(context, cancellationToken);
        var requirement = context.Text("requirement")
            ?? (issue is null ? context.Text("question") ?? "" : $"{issue.Title}\n\n{issue.Text}");
        var worktree = context.Workspace!.Path;
        var files = await survey.ListAsync(worktree, cancellationToken);
        var facts = await survey.LookAsync(worktree, files, cancellationToken);
        var relevant = await survey.FindRelevantAsync(worktree, files, requirement, cancellationToken);

        var mentioned = RepositorySurvey.Mentioned(files, requirement);
        var history = await survey.HistoryAsync(worktree, [.. mentioned.Union(relevant)], cancellationToken);
        AiAnswer? answer = null;
        if (NeedsModel(context.Config) || (ai.Missing is null && StepConfig.Flag(context, "summary", unset: true)))
        {
            answer = await summary.AskAsync(worktree, facts, relevant, requirement, context.Text("question"), cancellationToken);
            if (answer.Value is null && NeedsModel(context.Config))
            {
                return answer.ToFailure();
            }
        }

        var outputs = new
        {
            issue = issue?.Describe(), issueProblem,
            relatedIssues = related.Select(each => new { each.Key, title = Sanitiser.Line(each.Title, MaxTitle), each.Url }),
            facts, relevantFiles = relevant, mentionedFiles = mentioned, commitHistory = history,
            analysis = answer?.Value is { } value && value.TryGetProperty("analysis", out var analysis) ? analysis : (JsonElement?)null,
            summary = answer?.Value?.GetProperty("summary").GetString(), answer = answer?.Value?.GetProperty("answer").GetString(),
            summaryProblem = answer is { Value: null } ? answer.Message : null, usage = answer?.Usage,
        };
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(outputs, CoreJson.Options)));
        var kept = await artifacts.SaveAsync("context.json", "application/json", content, cancellationToken);
        return StepOutcome.Success(
            $"{(issue is null ? "" : $"Analyzed context for issue {issue.Key}. ")}{facts.Files} files, {relevant.Count} of them relevant."
                + (answer is null ? "" : $" {AiWords.Of(answer.Usage)}"),
            outputs,
            answer is null ? [kept] : [kept, answer.Transcript]) with
        {
            Usage = answer is null ? null : AgentUsage.Of(answer.Usage),
        };
    }

    private static bool NeedsModel(JsonElement config) => config.ValueKind == JsonValueKind.Object
        && (config.TryGetProperty("question", out _)
            || (config.TryGetProperty("summary", out var wanted) && wanted.ValueKind == JsonValueKind.True));

    /// <summary>The issue; where there is no tracker to ask, the step goes on without it, and says so.</summary>
    private async Task<(FoundIssue? Issue, IReadOnlyList<FoundIssue> Related, string? Problem)> IssueAsync(
        StepContext context, CancellationToken cancellationToken)
    {
        if (context.Text("issue") is not { } wanted)
        {
            return (null, [], null);
        }

        if (IssueSources.Parse(wanted) is not { } named)
        {
            throw new SlipwayException(
                ErrorCodes.StepConfigInvalid,
                $"The config of '{context.StepId}' has an 'issue' that is none: '{Sanitiser.Line(wanted, 60)}'.");
        }

        try
        {
            var source = await issues.FindAsync(context, named.Tracker, cancellationToken);
            var found = await source.ReadAsync(named.Key, cancellationToken);
            return found is null
                ? (null, [], $"There is no issue {named.Key}.")
                : (found, await RelatedIssues.FindAsync(source, found, cancellationToken), null);
        }
        catch (SlipwayException exception) when (exception.Category == ErrorCategory.Configuration)
        {
            return (null, [], exception.Message);
        }
    }
}
