using System.Diagnostics;
using OpenTelemetry;

namespace Slipway.Integrations.Telemetry;

/// <summary>Takes secrets out of a span before it is sent: out of its name, its tags and why it failed.</summary>
internal sealed class SpanRedaction(TelemetryMask mask) : BaseProcessor<Activity>
{
    private const string Query = "url.query";

    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        if (!data.Recorded)
        {
            return;
        }

        data.DisplayName = mask.Apply(data.DisplayName);
        if (data.StatusDescription is { } reason)
        {
            data.SetStatus(data.Status, mask.Apply(reason));
        }

        // A key may be a parameter of an address.
        data.SetTag(Query, null);
        foreach (var (name, clean) in Changes(data))
        {
            data.SetTag(name, clean);
        }
    }

    private List<(string Name, string Clean)> Changes(Activity data)
    {
        var changes = new List<(string Name, string Clean)>();
        foreach (var (name, value) in data.EnumerateTagObjects())
        {
            if (value is string text && mask.Apply(text) is var clean && clean != text)
            {
                changes.Add((name, clean));
            }
        }

        return changes;
    }
}
