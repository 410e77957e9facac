using System.Text.Json;
using Slipway.Core.Ports;
using Slipway.Core.Security;
using Slipway.Integrations.Trackers.Issues;

namespace Slipway.Integrations.Steps;

/// <summary><c>issue.comment</c>: says something on an issue or a pull request. A workflow has one comment there, which it
/// changes.</summary>
internal sealed class IssueComment(IssueSources sources) : IStepPlugin
{
    private const int MaxBody = 30_000;

    /// <inheritdoc/>
    public string Name => "issue.comment";

    /// <inheritdoc/>
    public string Description => "Writes the workflow's one comment on an issue, or changes it.";

    /// <inheritdoc/>
    public IReadOnlyList<string>? OutputNames { get; } = ["issue"];

    /// <inheritdoc/>
    public TimeSpan DefaultTimeout => TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public JsonElement? ConfigSchema { get; } = StepConfig.Schema("""
        {
          "type": "object",
          "required": ["issue", "body"],
          "additionalProperties": false,
          "properties": {
            "issue": { "type": ["integer", "string"], "description": "A number on GitHub, a key such as SHOP-12 in Jira." },
            "body": { "type": "string", "minLength": 1, "description": "Markdown on GitHub, plain text in Jira." },
            "repository": { "type": "string", "description": "On GitHub, such as acme/shop. Unset: that of the workflow." }
          }
        }
        """);

    /// <inheritdoc/>
    public StepConfigProblem? Check(JsonElement config) => IssueSources.Problem(config);

    /// <inheritdoc/>
    public async Task<StepOutcome> ExecuteAsync(StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!StepConfig.TryRead(context, "issue", out var issue, out var failure)
            || !StepConfig.TryRead(context, "body", out var body, out failure))
        {
            return failure;
        }

        if (IssueSources.Parse(issue) is not { } named)
        {
            return StepConfig.Invalid(context, $"has an 'issue' that is none: '{Sanitiser.Line(issue, 60)}'.");
        }

        var source = await sources.FindAsync(context, named.Tracker, cancellationToken);
        var text = Sanitiser.Text(Redactor.Redact(Sanitiser.Text(body)), MaxBody);
        await source.CommentAsync(named.Key, context.WorkflowId, text, cancellationToken);
        return StepOutcome.Success($"Said on issue {named.Key}.", new { issue = named.Key });
    }
}
