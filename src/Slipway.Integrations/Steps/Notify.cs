using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Ports;
using Slipway.Integrations.Trackers;

namespace Slipway.Integrations.Steps;

/// <summary><c>notify</c>: tells people or services something. What a repeated attempt sends has the same id, by which a receiver drops
/// what comes twice.</summary>
internal sealed class Notify(INotifier notifier) : IStepPlugin
{
    /// <inheritdoc/>
    public string Name => "notify";

    /// <inheritdoc/>
    public string Description => "Sends a message to a chat or an HTTP address.";

    /// <inheritdoc/>
    public IReadOnlyList<string>? OutputNames { get; } = ["channel"];

    /// <inheritdoc/>
    public TimeSpan DefaultTimeout => TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public JsonElement? ConfigSchema { get; } = StepConfig.Schema("""
        {
          "type": "object",
          "required": ["message"],
          "additionalProperties": false,
          "properties": {
            "message": { "type": "string", "minLength": 1, "maxLength": 65536 },
            "channel": { "type": "string", "minLength": 1, "description": "A name of Slipway:Notifiers. Unset: the only one there is." },
            "data": { "description": "For programs: sent to channels of the kind Http." }
          }
        }
        """);

    /// <inheritdoc/>
    public StepConfigProblem? Check(JsonElement config)
    {
        var isGiven = config.TryGetProperty("channel", out var channel);
        return notifier.Targets.Count == 0 || (isGiven && StepConfig.Literal(channel) is null) ? null
            : isGiven ? Problem(channel.GetString()!)
            : notifier.Targets.Count == 1 ? null
            : new StepConfigProblem("", $"'channel' is missing. {There}");
    }

    /// <inheritdoc/>
    public SlipwayException? Missing(JsonElement config) =>
        // A channel that an expression gives may be one of another host, or none, when its step is skipped.
        notifier.Targets.Count == 0 && !(config.ValueKind == JsonValueKind.Object
            && config.TryGetProperty("channel", out var channel) && StepConfig.Literal(channel) is null)
            ? new SlipwayException(ErrorCodes.InvalidRequest, There) : null;

    /// <inheritdoc/>
    public async Task<StepOutcome> ExecuteAsync(StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!StepConfig.TryRead(context, "message", out var message, out var failure))
        {
            return failure;
        }

        var channel = context.Text("channel") ?? (notifier.Targets is [var only] ? only : null);
        if (channel is null || Problem(channel) is not null)
        {
            var wrong = channel is null ? $"needs 'channel'. {There}" : $"has a 'channel' that there is not. {There}";
            return StepConfig.Invalid(context, wrong);
        }

        JsonElement? data = context.Config.TryGetProperty("data", out var given) ? given : null;
        await notifier.SendAsync(new Notification(context.Marker, channel, message, data), cancellationToken);
        return StepOutcome.Success($"Told {channel}.", new { channel });
    }

    private string There => notifier.Targets.Count == 0
        ? $"This host has no channel: set {NotifierOptions.Section}:NAME."
        : $"There are: {string.Join(", ", notifier.Targets)}.";

    private StepConfigProblem? Problem(string channel) => notifier.Targets.Contains(channel, StringComparer.OrdinalIgnoreCase)
        ? null
        : new StepConfigProblem("channel", $"There is no channel '{Core.Security.Sanitiser.Line(channel, 60)}'. {There}",
            Nearest.One(channel, notifier.Targets));
}
