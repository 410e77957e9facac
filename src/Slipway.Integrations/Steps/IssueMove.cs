using System.Text.Json;
using Slipway.Core.Ports;
using Slipway.Core.Security;
using Slipway.Integrations.Trackers.Issues;

namespace Slipway.Integrations.Steps;

/// <summary><c>issue.move</c>: brings an issue into a status. One that is in it already stays as it is.</summary>
internal sealed class IssueMove(IssueSources sources) : IStepPlugin
{
    /// <inheritdoc/>
    public string Name => "issue.move";

    /// <inheritdoc/>
    public string Description => "Brings an issue into a status, such as Done or closed.";

    /// <inheritdoc/>
    public IReadOnlyList<string>? OutputNames { get; } = ["issue", "moved"];

    /// <inheritdoc/>
    public TimeSpan DefaultTimeout => TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public JsonElement? ConfigSchema { get; } = StepConfig.Schema("""
        {
          "type": "object",
          "required": ["issue", "status"],
          "additionalProperties": false,
          "properties": {
            "issue": { "type": ["integer", "string"], "description": "A number on GitHub, a key such as SHOP-12 in Jira." },
            "status": { "type": "string", "minLength": 1, "maxLength": 100, "description": "Its name; on GitHub 'closed'." },
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
            || !StepConfig.TryRead(context, "status", out var status, out failure))
        {
            return failure;
        }

        if (IssueSources.Parse(issue) is not { } named)
        {
            return StepConfig.Invalid(context, $"has an 'issue' that is none: '{Sanitiser.Line(issue, 60)}'.");
        }

        var source = await sources.FindAsync(context, named.Tracker, cancellationToken);
        var moved = await source.MoveAsync(named.Key, status, cancellationToken);
        var shown = Sanitiser.Line(status, 100);
        return StepOutcome.Success(
            moved ? $"Moved {named.Key} to {shown}." : $"{named.Key} is {shown} already.", new { issue = named.Key, moved });
    }
}
