using Slipway.LocalHost.Testing;

namespace Slipway.LocalHost.Tests.Testing;

public sealed class VirtualClockTests
{
    [Fact]
    public void Timers_fire_in_the_order_of_their_times_and_each_sees_its_own()
    {
        var clock = new VirtualClock();
        var fired = new List<(string Name, TimeSpan At)>();
        using var second = After("second", 20);
        using var first = After("first", 10);
        using var later = After("later", 31);

        clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal([("first", TimeSpan.FromSeconds(10)), ("second", TimeSpan.FromSeconds(20))], fired);
        Assert.Equal(VirtualClock.DefaultStart.AddSeconds(30), clock.GetUtcNow());

        ITimer After(string name, int seconds) => clock.CreateTimer(
            _ => fired.Add((name, clock.GetUtcNow() - VirtualClock.DefaultStart)),
            state: null,
            TimeSpan.FromSeconds(seconds),
            Timeout.InfiniteTimeSpan);
    }

    [Fact]
    public void A_periodic_timer_ticks_once_a_move_however_far_it_goes()
    {
        var clock = new VirtualClock();
        var ticks = new List<TimeSpan>();
        using var timer = clock.CreateTimer(
            _ => ticks.Add(clock.GetUtcNow() - VirtualClock.DefaultStart), state: null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

        clock.Advance(TimeSpan.FromDays(30) + TimeSpan.FromMilliseconds(500));
        clock.Advance(TimeSpan.FromMilliseconds(499));
        clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal([TimeSpan.FromDays(30), TimeSpan.FromDays(30) + TimeSpan.FromSeconds(1)], ticks);
    }

    [Fact]
    public void A_timer_that_was_stopped_or_disposed_does_not_fire()
    {
        var clock = new VirtualClock();
        var fired = 0;
        using var stopped = clock.CreateTimer(_ => fired++, state: null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        var disposed = clock.CreateTimer(_ => fired++, state: null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);

        stopped.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        disposed.Dispose();
        clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(0, fired);
        Assert.False(disposed.Change(TimeSpan.Zero, TimeSpan.Zero));
    }

    [Fact]
    public async Task Delays_and_timeouts_follow_it()
    {
        var clock = new VirtualClock();
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(5), clock);
        var delay = Task.Delay(TimeSpan.FromMinutes(4), clock);

        Assert.False(delay.IsCompleted);
        clock.Advance(TimeSpan.FromMinutes(4));
        await delay;

        Assert.False(timeout.IsCancellationRequested);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(timeout.IsCancellationRequested);
    }

    [Fact]
    public void It_does_not_go_back()
    {
        var clock = new VirtualClock(new DateTimeOffset(2020, 2, 29, 12, 0, 0, TimeSpan.FromHours(2)));

        Assert.Throws<ArgumentOutOfRangeException>(() => clock.Advance(TimeSpan.FromTicks(-1)));

        Assert.Equal(new DateTimeOffset(2020, 2, 29, 10, 0, 0, TimeSpan.Zero), clock.GetUtcNow());
    }
}
