using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Logs;

namespace Slipway.Integrations.Telemetry;

/// <summary>
/// Takes secrets out of a line of the log before it is sent: out of its text, what the text is made of, and its exception.
/// </summary>
/// <param name="services">Asked when a line comes: what masks secrets may itself need the log, which is being made here.</param>
internal sealed class LogRedaction(IServiceProvider services) : BaseProcessor<LogRecord>
{
    private TelemetryMask? _mask;

    /// <inheritdoc/>
    public override void OnEnd(LogRecord data)
    {
        var mask = _mask ??= services.GetRequiredService<TelemetryMask>();
        data.Body = mask.ApplyTo(data.Body);
        data.FormattedMessage = mask.ApplyTo(data.FormattedMessage);
        var attributes = new List<KeyValuePair<string, object?>>();
        foreach (var (name, value) in data.Attributes ?? [])
        {
            attributes.Add(new(name, Clean(value, mask)));
        }

        if (data.Exception is { } exception)
        {
            // Its texts cannot be changed; they go as what the library would make of them.
            attributes.Add(new("exception.type", exception.GetType().FullName));
            attributes.Add(new("exception.message", mask.Apply(exception.Message)));
            attributes.Add(new("exception.stacktrace", mask.Apply(exception.ToString())));
            data.Exception = null;
        }

        data.Attributes = attributes;
    }

    private static object? Clean(object? value, TelemetryMask mask) => value switch
    {
        null or bool or int or long or double => value,
        string text => mask.Apply(text),
        _ => mask.ApplyTo(Convert.ToString(value, CultureInfo.InvariantCulture)),
    };
}
