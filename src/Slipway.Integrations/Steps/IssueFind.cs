using System.Globalization;
using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Core.Security;

namespace Slipway.Integrations.Steps;

/// <summary><c>issue.find</c>: all tickets that a query names, page by page; more than are asked for is a failure, never a part of them.
/// </summary>
internal sealed class IssueFind(IIssueTracker tracker) : IStepPlugin
{
    private const int MostTickets = 400;
    private const int MaxTitle = 80;

    /// <inheritdoc/>
    public string Name => "issue.find";

    /// <inheritdoc/>
    public string Description => "Finds all tickets in Jira that a query names.";

    /// <inheritdoc/>
    public IReadOnlyList<string>? OutputNames { get; } = ["count", "keys", "issues"];

    /// <inheritdoc/>
    public TimeSpan DefaultTimeout => TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public JsonElement? ConfigSchema { get; } = StepConfig.Schema($$"""
        {
          "type": "object",
          "required": ["query"],
          "additionalProperties": false,
          "properties": {
            "query": { "type": "string", "minLength": 1, "maxLength": 4096, "description": "JQL." },
            "limit": { "type": "integer", "minimum": 1, "maximum": {{MostTickets}}, "description": "The most there may be." },
            "allowNone": { "type": "boolean", "description": "Whether it is no failure when there is none. Default no." }
          }
        }
        """);

    /// <inheritdoc/>
    public async Task<StepOutcome> ExecuteAsync(StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!StepConfig.TryRead(context, "query", out var query, out var failure))
        {
            return failure;
        }

        var limit = int.TryParse(context.Text("limit"), NumberStyles.None, CultureInfo.InvariantCulture, out var given)
            ? given
            : MostTickets;
        var found = await tracker.FindAsync(query, limit + 1, cancellationToken);
        if (found.Count > limit)
        {
            return Refused(context, $"There are more than {limit} tickets of {Sanitiser.Line(query, 200)}: narrow the query.");
        }

        if (found.Count == 0 && !StepConfig.Flag(context, "allowNone"))
        {
            return Refused(context, $"There is no ticket of {Sanitiser.Line(query, 200)}: see whether it says what is meant.");
        }

        return StepOutcome.Success(
            $"{found.Count} tickets.",
            new
            {
                count = found.Count,
                keys = found.Select(ticket => ticket.Key),
                issues = found.Select(ticket => new { ticket.Key, title = Sanitiser.Line(ticket.Summary, MaxTitle), ticket.Status }),
            });
    }

    private static StepOutcome Refused(StepContext context, string why) => StepOutcome.Failed(
        ErrorCodes.StepFailed, ErrorCategory.Configuration, $"'{context.StepId}' found what cannot be gone on with. {why}");
}
