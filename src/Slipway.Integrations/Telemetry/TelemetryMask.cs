using System.Diagnostics.CodeAnalysis;
using Slipway.Core.Ports;
using Slipway.Core.Security;

namespace Slipway.Integrations.Telemetry;

/// <summary>Takes secrets out of what is sent: those that the host has, and what has the form of one. Thread-safe.</summary>
internal sealed class TelemetryMask(ISecretMask secrets, TimeProvider time)
{
    /// <summary>Which secrets the host has is looked up so often: for each span and line it would cost too much.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private Known? _known;

    /// <summary>The text without secrets.</summary>
    public string Apply(string text) => Redactor.Redact(Current()(text));

    /// <summary>The same, where there may be no text.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public string? ApplyTo(string? text) => text is null ? null : Apply(text);

    private Func<string, string> Current()
    {
        var now = time.GetTimestamp();
        if (_known is not { } known || time.GetElapsedTime(known.At, now) >= Fresh)
        {
            _known = known = new Known(secrets.Current(), now);
        }

        return known.Mask;
    }

    private sealed record Known(Func<string, string> Mask, long At);
}
