using Slipway.Core.Ports;
using Slipway.Integrations.Agents;

namespace Slipway.Integrations.Tests.Agents;

public sealed class LatestProgressTests
{
    private readonly List<string> _told = [];
    private readonly ManualTime _time = new();

    [Fact]
    public void The_first_thing_is_told_at_once_and_of_the_others_the_latest_once_an_interval()
    {
        using var progress = Start();

        Report(progress, "1");
        _time.Fire();
        Report(progress, "2", "3", "4");
        var meanwhile = _told.ToArray();
        _time.Fire();

        Assert.Equal(["1"], meanwhile);
        Assert.Equal(["1", "4"], _told);
        Assert.Equal([TimeSpan.Zero, LatestProgress.Interval, LatestProgress.Interval], _time.Dues);
    }

    [Fact]
    public void After_a_quiet_interval_the_next_thing_is_told_at_once()
    {
        using var progress = Start();
        Report(progress, "1");
        _time.Fire();
        _time.Fire();

        Report(progress, "2");
        _time.Fire();

        Assert.Equal(["1", "2"], _told);
        Assert.Equal([TimeSpan.Zero, LatestProgress.Interval, TimeSpan.Zero, LatestProgress.Interval], _time.Dues);
    }

    [Fact]
    public void The_last_thing_is_told_at_the_end_and_nothing_after_it()
    {
        var progress = Start();
        Report(progress, "1");
        _time.Fire();
        Report(progress, "2");

        progress.Dispose();
        Report(progress, "3");
        _time.Fire();

        Assert.Equal(["1", "2"], _told);
    }

    private LatestProgress Start() => new(new Listener(_told), _time);

    private static void Report(LatestProgress progress, params string[] texts)
    {
        foreach (var text in texts)
        {
            progress.Report(new AgentProgress(AgentProgressKind.Text, text));
        }
    }

    private sealed class Listener(List<string> told) : IProgress<AgentProgress>
    {
        public void Report(AgentProgress value) => told.Add(value.Text);
    }

    /// <summary>One timer, which fires when told to.</summary>
    private sealed class ManualTime : TimeProvider, ITimer
    {
        private Action? _callback;
        private bool _set;

        internal List<TimeSpan> Dues { get; } = [];

        internal void Fire()
        {
            if (_set)
            {
                _set = false;
                _callback!();
            }
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _callback = () => callback(state);
            return this;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Dues.Add(dueTime);
            return _set = true;
        }

        public void Dispose() => _set = false;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
