using System.Diagnostics.Tracing;
using System.Globalization;

namespace Slipway.Integrations.Telemetry;

/// <summary>
/// What OpenTelemetry's exporter tells of itself, from before it is made: a variable that it cannot read is told of then.
/// </summary>
internal sealed class ExportEvents : EventListener
{
    /// <summary>The event of an export that went well.</summary>
    public const string Success = "ExportSuccess";

    private const string Source = "OpenTelemetry-Exporter-OpenTelemetryProtocol";
    private const int MaxKept = 100;

    private readonly Lock _lock = new();
    private readonly List<(string Name, string Text)> _kept = [];
    private Action<string, string>? _receiver;

    /// <summary>Sends the name and the text of each event to a receiver, those first that came before it.</summary>
    public void SendTo(Action<string, string> receiver)
    {
        lock (_lock)
        {
            _receiver = receiver;
        }

        foreach (var (name, text) in _kept)
        {
            receiver(name, text);
        }
    }

    /// <inheritdoc/>
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Source)
        {
            EnableEvents(eventSource, EventLevel.Informational);
        }
    }

    /// <inheritdoc/>
    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventSource.Name == Source && eventData.EventName is { } name
            && (eventData.Level <= EventLevel.Warning || name == Success))
        {
            Take(name, Text(eventData));
        }
    }

    private void Take(string name, string text)
    {
        Action<string, string>? receiver;
        lock (_lock)
        {
            receiver = _receiver;
            if (receiver is null && _kept.Count < MaxKept)
            {
                _kept.Add((name, text));
            }
        }

        receiver?.Invoke(name, text);
    }

    /// <summary>The first line; an exception's trace follows it.</summary>
    private static string Text(EventWrittenEventArgs told) =>
        string.Format(CultureInfo.InvariantCulture, told.Message ?? "", [.. told.Payload ?? []]).Split('\n')[0];
}
