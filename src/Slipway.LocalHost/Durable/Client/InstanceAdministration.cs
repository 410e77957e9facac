using DurableTask.Core.Exceptions;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Turns;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Client;

/// <summary>The client's writes: each is committed before its task ends, and happens wholly or not at all.</summary>
internal sealed class InstanceAdministration(
    GroupCommitWriter writer,
    TaskHubReader reader,
    OrchestrationDispatcher orchestrations,
    EngineScheduler scheduler,
    InstanceKeys keys,
    TimeProvider time)
{
    private const int PurgeBatchSize = 200;

    /// <summary>Starts an instance; its first turn is on disk when the task ends.</summary>
    /// <param name="instanceId">Its id.</param>
    /// <param name="start">What starts it; the time is set here.</param>
    /// <param name="dedupeStatuses">Which states of an older instance of the id refuse it; null for those that have not ended.</param>
    /// <param name="trace">The span that starts it, as <see cref="Tracing.TracePlace"/> writes it; null when it is in no trace.</param>
    /// <param name="cancellationToken">Ends the wait, and not the start.</param>
    /// <exception cref="OrchestrationAlreadyExistsException">An instance of the id exists in a state that refuses the start.</exception>
    public Task StartAsync(
        string instanceId,
        ExecutionStarted start,
        IReadOnlyList<string>? dedupeStatuses,
        string? trace,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        start = start with { Timestamp = Now() };
        var row = InstanceCommands.NewRow(keys.Next(start.Timestamp), instanceId, start) with { Trace = trace };
        if (start.ScheduledStart > start.Timestamp || !orchestrations.IsOpen)
        {
            return StoreStartAsync(row, start, dedupeStatuses, cancellationToken);
        }

        // The first turn's write decides; what is in memory is asked before, to save the turn of a start that will be refused.
        if (orchestrations.FindActive(instanceId) is { } existing && !InstanceCommands.IsReplaceable(existing, dedupeStatuses))
        {
            throw InstanceCommands.AlreadyExists(existing);
        }

        var sender = new Sender(instanceId, "be started", ignoreEnded: false);
        var state = new InstanceState(row, HistoryLength: 0, SealedHistory.Origin(instanceId, row.Generation), IsStored: false)
        {
            DedupeStatuses = dedupeStatuses,
        };
        orchestrations.Start(state, new Message(start, row.Generation) { Sender = sender });
        return sender.Completion.WaitAsync(cancellationToken);
    }

    /// <summary>The row of an instance that is in memory, and so has not ended; null when it is not, or is not on disk yet.</summary>
    public InstanceRow? FindActive(string instanceId) => orchestrations.FindActive(instanceId);

    /// <summary>Hands an event to an instance that has not ended; the turn that takes it is on disk when the task ends.</summary>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    /// <exception cref="InvalidOperationException">It has ended, and <paramref name="ignoreEnded"/> is not set.</exception>
    public Task SendAsync(string instanceId, string what, HistoryEvent value, bool ignoreEnded, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        value = value with { Timestamp = Now() };
        if (!orchestrations.IsOpen)
        {
            return StoreMessageAsync(instanceId, what, value, ignoreEnded, cancellationToken);
        }

        var sentAt = time.GetTimestamp();
        var sender = new Sender(instanceId, what, ignoreEnded, sender => scheduler.Queue(() => SendAgain(instanceId, value, sender, sentAt)));
        Send(instanceId, value, sender, sentAt);
        return sender.Completion.WaitAsync(cancellationToken);
    }

    /// <summary>Removes an instance that has ended and says how many were removed.</summary>
    public Task<int> PurgeAsync(string instanceId, bool recursive, CancellationToken cancellationToken) =>
        WriteAsync(
            (tables, effects) => tables.FindInstance(instanceId) is { HasEnded: true } instance
                ? Purge(tables, effects, instance, recursive)
                : 0,
            cancellationToken);

    public async Task<PurgeResult> PurgeAsync(PurgeInstancesFilter filter, bool recursive, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var purged = 0;
        while (true)
        {
            var (found, gone) = await PurgeBatchAsync(filter, recursive, cancellationToken).ConfigureAwait(false);
            purged += gone;
            if (found < PurgeBatchSize)
            {
                return new PurgeResult(purged, isComplete: true);
            }

            if (filter.Timeout is { } timeout && time.GetElapsedTime(started) >= timeout)
            {
                return new PurgeResult(purged, isComplete: false);
            }
        }
    }

    /// <summary>Removes, in one commit, the first of what a filter names: says how many it found, and how many went.</summary>
    public Task<(int Found, int Purged)> PurgeBatchAsync(
        PurgeInstancesFilter filter, bool recursive, CancellationToken cancellationToken) =>
        WriteAsync(
            (tables, effects) =>
            {
                var batch = tables.FindEnded(
                    filter.CreatedFrom?.UtcDateTime, filter.CreatedTo?.UtcDateTime, (filter.Statuses ?? []).ToHashSet(), PurgeBatchSize);
                return (batch.Count, batch.Sum(instance => Purge(tables, effects, instance, recursive)));
            },
            cancellationToken);

    /// <summary>
    /// Removes some of the instances that ended in a state before a moment, the longest ago first, in one commit, and says how many: none
    /// when there are no more.
    /// </summary>
    /// <param name="status">How they ended.</param>
    /// <param name="before">The moment.</param>
    /// <param name="maxInstances">How many at most.</param>
    /// <param name="maxEvents">How many events their histories have at most together; a longer one goes alone.</param>
    public Task<int> PurgeExpiredAsync(OrchestrationRuntimeStatus status, DateTime before, int maxInstances, int maxEvents) =>
        WriteAsync(
            (tables, effects) =>
            {
                var (purged, events) = (0, 0L);
                foreach (var instance in tables.FindExpired(before, status, maxInstances))
                {
                    events += tables.CountEvents(instance.Key);
                    if (purged > 0 && events > maxEvents)
                    {
                        break;
                    }

                    purged += Purge(tables, effects, instance, recursive: false);
                }

                return purged;
            },
            CancellationToken.None);

    public static ArgumentException NotFound(string instanceId) => new(
            $"An orchestration with the instanceId {instanceId} was not found. List the instances to see which exist; an ended one may " +
            "have been purged.");

    private void SendAgain(string instanceId, HistoryEvent value, Sender sender, long sentAt)
    {
        try
        {
            Send(instanceId, value, sender, sentAt);
        }
        catch (Exception exception)
        {
            sender.Failed(exception);
        }
    }

    private void Send(string instanceId, HistoryEvent value, Sender sender, long sentAt)
    {
        var message = new Message(value, InstanceCommands.AnyGeneration) { Sender = sender, SentAt = sentAt };
        if (orchestrations.TryDeliver(instanceId, message))
        {
            return;
        }

        var instance = reader.ReadInstance(instanceId, withPayloads: false) ?? throw NotFound(instanceId);
        if (instance.HasEnded)
        {
            sender.InstanceEnded(instance.Status);
        }
        else
        {
            orchestrations.Deliver(instance.Key, message);
        }
    }

    private static int Purge(TaskHubTables tables, CommitEffects effects, InstanceRow instance, bool recursive)
    {
        var children = recursive
            ? tables.FindChildren(instance.Key).Where(child => child.HasEnded).Sum(child => Purge(tables, effects, child, recursive))
            : 0;
        effects.Terminated.Add(instance.Key);

        // A child may have gone with its parent, and be named by the filter too.
        return children + (tables.RemoveInstance(instance.Key) ? 1 : 0);
    }

    private Task StoreStartAsync(
        InstanceRow row, ExecutionStarted start, IReadOnlyList<string>? dedupeStatuses, CancellationToken cancellationToken) =>
        WriteAsync(
            (tables, effects) =>
            {
                if (tables.FindInstance(row.InstanceId) is { } existing)
                {
                    if (!InstanceCommands.IsReplaceable(existing, dedupeStatuses))
                    {
                        throw InstanceCommands.AlreadyExists(existing);
                    }

                    InstanceCommands.Remove(tables, effects, existing, start.Timestamp);
                }

                InstanceCommands.Start(tables, effects, row, start);
                return true;
            },
            cancellationToken);

    private async Task StoreMessageAsync(
        string instanceId, string what, HistoryEvent value, bool ignoreEnded, CancellationToken cancellationToken)
    {
        var instance = await WriteAsync(
            (tables, effects) =>
            {
                var instance = tables.FindInstance(instanceId) ?? throw NotFound(instanceId);
                InstanceCommands.Deliver(tables, effects, instance, value, InstanceCommands.AnyGeneration);
                return instance;
            },
            cancellationToken).ConfigureAwait(false);
        if (instance.HasEnded)
        {
            var sender = new Sender(instanceId, what, ignoreEnded);
            sender.InstanceEnded(instance.Status);
            await sender.Completion.ConfigureAwait(false);
        }
    }

    private Task<T> WriteAsync<T>(Func<TaskHubTables, CommitEffects, T> write, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var operation = new ClientOperation<T>(write);
        writer.Submit(operation);
        return operation.Completion.WaitAsync(cancellationToken);
    }

    private DateTime Now() => time.GetUtcNow().UtcDateTime;
}
