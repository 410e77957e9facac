using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Testing;

/// <summary>Waits until nothing can run, and moves the clock then.</summary>
internal sealed class TimeDriver(FixtureHost host, TimeMode mode)
{
    private readonly Lock _moving = new();

    /// <summary>Waits until nothing runs.</summary>
    public async Task<FixtureRun> IdleAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var run = await host.RunningAsync(cancellationToken).ConfigureAwait(false);
            await Task.WhenAny(run.Work.IdleAsync(), run.Ended).WaitAsync(cancellationToken).ConfigureAwait(false);
            if (!run.HasEnded && run.Work.IsIdle)
            {
                return run;
            }
        }
    }

    /// <summary>Moves the clock, letting all that becomes due on the way run at its time.</summary>
    /// <exception cref="InvalidOperationException">The clock is not the fixture's to move.</exception>
    public async Task AdvanceAsync(TimeSpan by, CancellationToken cancellationToken)
    {
        var clock = Clock();
        var target = clock.GetUtcNow() + by;
        do
        {
            await IdleAsync(cancellationToken).ConfigureAwait(false);
        }
        while (!MoveTowards(clock, target));

        await IdleAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Moves the clock to the next timer and lets it run; false when there is none.</summary>
    /// <exception cref="InvalidOperationException">The clock is not the fixture's to move.</exception>
    public async Task<bool> SkipAsync(CancellationToken cancellationToken)
    {
        var clock = Clock();
        await IdleAsync(cancellationToken).ConfigureAwait(false);
        lock (_moving)
        {
            if (clock.NextWake() is not { } next)
            {
                return false;
            }

            clock.MoveTo(next);
        }

        await IdleAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Waits until an orchestration has ended, skipping time on the way if that is automatic.</summary>
    /// <param name="instanceId">The orchestration.</param>
    /// <param name="strict">Whether it is an error that it cannot end by itself.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LocalHostFixtureException">It cannot end by itself.</exception>
    public async Task<OrchestrationMetadata> EndOfAsync(string instanceId, bool strict, CancellationToken cancellationToken)
    {
        while (true)
        {
            var run = await host.RunningAsync(cancellationToken).ConfigureAwait(false);
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var end = run.Client.WaitForInstanceCompletionAsync(instanceId, getInputsAndOutputs: true, waiting.Token);
            try
            {
                if (await FollowAsync(run, instanceId, end, strict, cancellationToken).ConfigureAwait(false) is { } metadata)
                {
                    return metadata;
                }
            }
            catch (TaskHubClosedException)
            {
                // It crashed or was stopped; if it runs again, the wait goes on there.
                await run.Ended.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                await waiting.CancelAsync().ConfigureAwait(false);
                await ((Task)end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Raises an event once an orchestration waits for it, skipping time on the way if that is automatic.</summary>
    /// <exception cref="LocalHostFixtureException">It will not wait for it.</exception>
    public async Task RaiseAsync(string instanceId, string eventName, object? payload, CancellationToken cancellationToken)
    {
        while (true)
        {
            var run = await IdleAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                var instance = await FindAsync(run, instanceId, cancellationToken).ConfigureAwait(false);
                if (instance is { IsCompleted: false } && IsWaiting(instanceId, eventName))
                {
                    await run.Client.RaiseEventAsync(instanceId, eventName, payload, cancellationToken).ConfigureAwait(false);
                    return;
                }

                if (instance is null or { IsCompleted: true } or { FailureDetails: not null } || !Skip(run))
                {
                    throw FixtureReport.DoesNotWait(instanceId, eventName, instance, host.Waits.Of(instanceId));
                }
            }
            catch (TaskHubClosedException)
            {
                await run.Ended.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // An instance whose code has not run since the fixture started was waiting when it was stored, and the engine keeps what comes early.
    private bool IsWaiting(string instanceId, string eventName) =>
        host.Waits.Of(instanceId)?.Contains(eventName, StringComparer.OrdinalIgnoreCase) ?? true;

    /// <summary>Drives an engine until an orchestration has ended; null when the engine ends first.</summary>
    private async Task<OrchestrationMetadata?> FollowAsync(
        FixtureRun run, string instanceId, Task<OrchestrationMetadata> end, bool strict, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.WhenAny(end, run.Work.IdleAsync(), run.Ended).WaitAsync(cancellationToken).ConfigureAwait(false);
            if (end.IsCompleted || run.HasEnded)
            {
                return end.IsCompleted ? await end.ConfigureAwait(false) : null;
            }

            if (!run.Work.IsIdle)
            {
                continue;
            }

            // What is stored is certain while nothing runs; the wait may not have heard of it yet.
            var instance = await FindAsync(run, instanceId, cancellationToken).ConfigureAwait(false);
            if (instance is { IsCompleted: true })
            {
                return instance;
            }

            if (strict && instance is { FailureDetails: not null })
            {
                throw FixtureReport.Stalled(instance);
            }

            if (Skip(run))
            {
                continue;
            }

            if (strict && mode == TimeMode.Automatic)
            {
                throw FixtureReport.Stuck(instanceId, instance, host.Waits.Of(instanceId));
            }

            await Task.WhenAny(end, run.Work.BusyAsync(), run.Ended).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static Task<OrchestrationMetadata?> FindAsync(FixtureRun run, string instanceId, CancellationToken cancellationToken) =>
        run.Client.GetInstancesAsync(instanceId, getInputsAndOutputs: true, cancellationToken);

    /// <summary>Moves the clock to the next timer if time is automatic; false when nothing will happen by itself.</summary>
    private bool Skip(FixtureRun run)
    {
        lock (_moving)
        {
            if (!run.Work.IsIdle || run.HasEnded)
            {
                return true;
            }

            if (mode != TimeMode.Automatic || Clock().NextWake() is not { } next)
            {
                return false;
            }

            Clock().MoveTo(next);
            return true;
        }
    }

    /// <summary>Moves the clock to the next timer, or to the target if that comes first; true when it is there.</summary>
    private bool MoveTowards(VirtualClock clock, DateTimeOffset target)
    {
        lock (_moving)
        {
            var next = clock.NextWake() ?? DateTimeOffset.MaxValue;
            clock.MoveTo(next < target ? next : target);
            return next >= target;
        }
    }

    private VirtualClock Clock() => host.Time as VirtualClock ?? throw new InvalidOperationException(
        $"The fixture runs on a clock that it was given ({host.Time.GetType().Name}): move that one.");
}
