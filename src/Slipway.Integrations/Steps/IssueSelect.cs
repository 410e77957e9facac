using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Core.Security;
using Slipway.Integrations.Trackers.Issues;

namespace Slipway.Integrations.Steps;

/// <summary>
/// <c>issue.select</c>: the most important open issue that no other workflow works on. It is this workflow's until that ends; a repeated
/// attempt finds the one it has.
/// </summary>
internal sealed class IssueSelect(IssueSources sources) : IStepPlugin
{
    /// <inheritdoc/>
    public string Name => "issue.select";

    /// <inheritdoc/>
    public string Description => "Selects an open issue that no other workflow works on.";

    /// <inheritdoc/>
    public IReadOnlyList<string>? OutputNames { get; } = ["issue"];

    /// <inheritdoc/>
    public TimeSpan DefaultTimeout => TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public JsonElement? ConfigSchema { get; } = StepConfig.Schema("""
        {
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "tracker": { "enum": ["github", "jira"], "description": "Unset: jira with a query, otherwise github." },
            "repository": { "type": "string", "description": "On GitHub, such as acme/shop. Unset: that of the workflow." },
            "labels": {
              "type": ["array", "string"], "maxItems": 20, "items": { "type": "string", "minLength": 1 },
              "description": "All of them are needed; a text has commas between them."
            },
            "priorities": {
              "type": "array", "maxItems": 20, "items": { "type": "string", "minLength": 1 },
              "description": "Labels, the most urgent first. Issues without any come last."
            },
            "query": { "type": "string", "minLength": 1, "maxLength": 4096, "description": "JQL, for Jira." },
            "sort": { "enum": ["oldest", "newest"], "description": "Default oldest." },
            "assign": { "type": "string", "minLength": 1, "description": "The login on GitHub whom it is assigned to." },
            "wait": {
              "type": "string", "pattern": "^([0-9]+(ms|s|m|h|d))+$",
              "description": "When there is none: how long until it looks again, such as 10m. Unset: it does not."
            }
          }
        }
        """);

    /// <inheritdoc/>
    public StepConfigProblem? Check(JsonElement config)
    {
        var tracker = StepConfig.Literal(config, "tracker");
        var has = (string name) => config.TryGetProperty(name, out _);
        return tracker == IssueSources.GitHub && has("query")
            ? new StepConfigProblem("query", "It is for Jira; issues on GitHub are selected by 'labels' and 'priorities'.")
            : (tracker == IssueSources.Jira || (tracker is null && StepConfig.Literal(config, "query") is not null)) && has("assign")
                ? new StepConfigProblem("assign", "Issues in Jira cannot be assigned from here.")
                : null;
    }

    /// <inheritdoc/>
    public async Task<StepOutcome> ExecuteAsync(StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var tracker = context.Text("tracker") ?? (context.Text("query") is null ? IssueSources.GitHub : IssueSources.Jira);
        var source = await sources.FindAsync(context, tracker, cancellationToken);
        return context.Claim is { } claim
            ? await TakeAsync(context, source, claim, cancellationToken)
            : await FindAsync(context, source, cancellationToken);
    }

    /// <summary>Looks; while there is none, again and again, as long as the workflow lets it.</summary>
    private static async Task<StepOutcome> FindAsync(StepContext context, IIssueSource source, CancellationToken cancellationToken)
    {
        var priorities = StepConfig.Texts(context.Config, "priorities").ToList();
        var found = await source.FindAsync(
            new IssueQuery(StepConfig.Texts(context.Config, "labels"), context.Text("query"), context.Text("sort") == "newest", priorities),
            cancellationToken);
        var inOrder = found.Where(issue => issue.IsOpen).OrderBy(issue => Rank(issue, priorities)).Select(issue => issue.Id).ToList();
        var outcome = inOrder.Count == 0
            ? StepOutcome.Idle("No issues available for processing.")
            : StepOutcome.Wanted($"{inOrder.Count} open issues.", inOrder);
        return outcome with { RetryAfter = StepConfig.Duration(context, "wait") };
    }

    /// <summary>The issue is this workflow's now: what others see of that is done only here.</summary>
    private static async Task<StepOutcome> TakeAsync(
        StepContext context, IIssueSource source, string claim, CancellationToken cancellationToken)
    {
        var key = claim[(claim.LastIndexOfAny(['#', '/']) + 1)..];
        if (await source.ReadAsync(key, cancellationToken) is not { IsOpen: true } issue)
        {
            return StepOutcome.Failed(
                ErrorCodes.StepFailed, ErrorCategory.Transient, $"Issue {Sanitiser.Line(key, 60)} was closed while it was selected.");
        }

        if (context.Text("assign") is { } login && !await source.AssignAsync(key, login, cancellationToken))
        {
            return StepOutcome.Failed(
                ErrorCodes.StepConfigInvalid, ErrorCategory.Configuration,
                $"Issue {issue.Key} cannot be assigned to '{Sanitiser.Line(login, 60)}': nobody of this name may work on it.");
        }

        return StepOutcome.Success(Sanitiser.Line($"Selected issue {issue.Key}: {issue.Title}"), new { issue = issue.Describe() });
    }

    private static int Rank(FoundIssue issue, List<string> priorities) =>
        priorities.FindIndex(priority => issue.Labels.Contains(priority, StringComparer.OrdinalIgnoreCase)) is var place and >= 0
            ? place
            : priorities.Count;
}
