using Slipway.Core.Ports;

namespace Slipway.Integrations.Agents;

/// <summary>Passes on the latest of what an agent does, at most once an interval. Thread-safe.</summary>
/// <remarks>The first thing is told at once; of what comes within an interval, the last is told at its end. Whatever the listener throws
/// is its own affair, never the agent's.</remarks>
internal sealed class LatestProgress : IDisposable
{
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly Lock _telling = new();
    private readonly IProgress<AgentProgress> _listener;
    private readonly ITimer _timer;
    private AgentProgress? _latest;
    private bool _resting;
    private bool _ended;

    internal LatestProgress(IProgress<AgentProgress> listener, TimeProvider time)
    {
        _listener = listener;
        _timer = time.CreateTimer(_ => Rested(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    internal void Report(AgentProgress progress)
    {
        lock (_lock)
        {
            _latest = progress;
            if (_resting || _ended)
            {
                return;
            }

            _resting = true;
            _timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Tells the last thing, should it still wait.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _ended = true;
        }

        _timer.Dispose();
        Tell();
    }

    private void Rested()
    {
        var told = Tell();
        lock (_lock)
        {
            _resting = (told || _latest is not null) && !_ended;
            if (_resting)
            {
                _timer.Change(Interval, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private bool Tell()
    {
        lock (_telling)
        {
            AgentProgress? latest;
            lock (_lock)
            {
                (latest, _latest) = (_latest, null);
            }

            if (latest is null)
            {
                return false;
            }

            try
            {
                _listener.Report(latest);
            }
#pragma warning disable CA1031 // A listener's defect must not end an agent's run.
            catch (Exception)
#pragma warning restore CA1031
            {
                return true;
            }

            return true;
        }
    }
}
