using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Turns;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Tests.Simulation;

/// <summary>What goes wrong, so much and no more: then the simulation has to come to its end.</summary>
internal sealed class SimulatedFaults(SimulatedHub hub, bool isQuiet)
{
    private readonly Random _random = hub.Random;
    private readonly List<(long Key, Message Message)> _old = [];
    private int _deaths = Some(hub, isQuiet, 5);
    private int _failures = Some(hub, isQuiet, 6);
    private int _doubles = Some(hub, isQuiet, 15);
    private int _slowTimes = Some(hub, isQuiet, 3);
    private int _clockSettings = Some(hub, isQuiet, 3);

    /// <summary>What could go wrong now.</summary>
    public IEnumerable<(string What, Action Do)> Options()
    {
        if (_deaths > 0)
        {
            yield return ("die at a commit", () =>
            {
                _deaths--;
                hub.Store.DieAtCommit((Death)_random.Next(3));
            });
        }

        if (_failures > 0)
        {
            yield return ("fail a store call", () =>
            {
                _failures--;
                hub.Store.FailAt(_random.Next(1, 15));
            });
        }

        if (_slowTimes > 0)
        {
            yield return ("slow the disk down", () =>
            {
                _slowTimes--;
                hub.Store.SlowDown(_random.Next(1, 6));
            });
        }

        if (_clockSettings > 0)
        {
            yield return ("set the clock", () =>
            {
                _clockSettings--;
                hub.Clock.Set(TimeSpan.FromSeconds(_random.Next(-3600, 3600)));
            });
        }

        if (_doubles > 0)
        {
            yield return ("deliver something twice", () =>
            {
                _doubles--;
                Double();
            });
        }
    }

    private static int Some(SimulatedHub hub, bool isQuiet, int limit) => isQuiet ? 0 : hub.Random.Next(limit);

    private static bool IsAnswer(HistoryEvent value) => value is TaskCompleted or TaskFailed or TimerFired
        or SubOrchestrationCompleted or SubOrchestrationFailed or EntityCallCompleted or EntityCallFailed or EntityLockGranted;

    private void Double()
    {
        if (hub.Checker.All.Where(entry => entry.Value.Length > 0).ToList() is not { Count: > 0 } known)
        {
            return;
        }

        var (key, shadow) = known[_random.Next(known.Count)];
        var history = hub.Reading.History(key).Events;
        foreach (var value in history.Where(IsAnswer))
        {
            _old.Add((key, new Message(value, shadow.Generation)));
        }

        if (_random.Next(2) == 0 && _old.Count > 0)
        {
            var (to, message) = _old[_random.Next(_old.Count)];
            hub.Engine.Orchestrations.Deliver(to, new Message(message.Event, message.Generation));
        }
        else if (history.OfType<TaskScheduled>().ToList() is { Count: > 0 } tasks)
        {
            var task = tasks[_random.Next(tasks.Count)];
            hub.Engine.Activities.Deliver(TaskRow.Of(task, hub.Reading.Row(key)));
        }
    }
}
