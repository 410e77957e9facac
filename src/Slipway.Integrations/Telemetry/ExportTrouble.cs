using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Slipway.Core.Security;

namespace Slipway.Integrations.Telemetry;

/// <summary>
/// Says in the log that telemetry does not go out, and that it does again. The library tells nobody but listeners of its event source, and
/// those of each try: here each kind of trouble is said once, and after it went well in between again, at most once an hour.
/// </summary>
internal sealed partial class ExportTrouble(
    ExportEvents events, TelemetryMask mask, TimeProvider time, ILogger<ExportTrouble> logger) : IHostedService
{
    internal static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    private const int MaxText = 300;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _said = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        events.SendTo(Note);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The library tells of something.</summary>
    /// <param name="name">The kind.</param>
    /// <param name="text">What it says of it.</param>
    internal void Note(string name, string text)
    {
        if (name == ExportEvents.Success)
        {
            if (Clear())
            {
                LogWell();
            }
        }
        else if (IsToBeSaid(name))
        {
            LogTrouble(Sanitiser.Line(mask.Apply(text), MaxText));
        }
    }

    private bool Clear()
    {
        lock (_lock)
        {
            var wasOpen = _open.Count > 0;
            _open.Clear();
            return wasOpen;
        }
    }

    private bool IsToBeSaid(string name)
    {
        lock (_lock)
        {
            if (_open.Contains(name) || (_said.TryGetValue(name, out var at) && time.GetElapsedTime(at) < Pause))
            {
                return false;
            }

            _open.Add(name);
            _said[name] = time.GetTimestamp();
            return true;
        }
    }

    [LoggerMessage(
        LogLevel.Warning, "Telemetry is not sent as it should be. Workflows go on, and this is not said again while it lasts. {Text}")]
    private partial void LogTrouble(string text);

    [LoggerMessage(LogLevel.Information, "Telemetry is sent again.")]
    private partial void LogWell();
}
