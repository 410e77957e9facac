using DurableTask.Core.Exceptions;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Turns;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Client;

/// <summary>The client's writes: each is committed before its task ends, and happens wholly or not at all.</summary>
internal sealed class InstanceAdministration(GroupCommitWriter writer, TimeProvider time)
{
    private const int PurgeBatchSize = 200;

    /// <exception cref="OrchestrationAlreadyExistsException">An instance of the id exists in a state that refuses the start.</exception>
    public Task StartAsync(
        string instanceId, ExecutionStarted start, IReadOnlyList<string>? dedupeStatuses, CancellationToken cancellationToken) =>
        WriteAsync(
            (tables, effects) =>
            {
                if (tables.FindInstance(instanceId) is { } existing)
                {
                    EnsureReplaceable(existing, dedupeStatuses);
                    InstanceCommands.Remove(tables, effects, existing, Now());
                }

                InstanceCommands.Start(tables, effects, instanceId, start with { Timestamp = Now() });
                return true;
            },
            cancellationToken);

    /// <summary>Hands an event to an instance that has not ended.</summary>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    /// <exception cref="InvalidOperationException">It has ended, and <paramref name="ignoreEnded"/> is not set.</exception>
    public Task SendAsync(
        string instanceId, string what, Func<DateTime, HistoryEvent> make, bool ignoreEnded, CancellationToken cancellationToken) =>
        WriteAsync(
            (tables, effects) =>
            {
                var instance = tables.FindInstance(instanceId) ?? throw NotFound(instanceId);
                if (!InstanceCommands.Deliver(tables, effects, instance, make(Now()), InstanceCommands.AnyGeneration) && !ignoreEnded)
                {
                    throw new InvalidOperationException(
                        $"Orchestration '{instanceId}' cannot {what}: it has ended ({instance.Status}). Start a new one, or restart it.");
                }

                return true;
            },
            cancellationToken);

    /// <summary>Removes an instance that has ended and says how many were removed.</summary>
    public Task<int> PurgeAsync(string instanceId, bool recursive, CancellationToken cancellationToken) =>
        WriteAsync(
            (tables, effects) => tables.FindInstance(instanceId) is { HasEnded: true } instance
                ? Purge(tables, effects, instance, recursive)
                : 0,
            cancellationToken);

    public async Task<PurgeResult> PurgeAsync(PurgeInstancesFilter filter, bool recursive, CancellationToken cancellationToken)
    {
        var statuses = (filter.Statuses ?? []).ToHashSet();
        var started = time.GetTimestamp();
        var purged = 0;
        while (true)
        {
            var found = 0;
            purged += await WriteAsync(
                (tables, effects) =>
                {
                    var batch = tables.FindEnded(
                        filter.CreatedFrom?.UtcDateTime, filter.CreatedTo?.UtcDateTime, statuses, PurgeBatchSize);
                    found = batch.Count;
                    return batch.Sum(instance => Purge(tables, effects, instance, recursive));
                },
                cancellationToken).ConfigureAwait(false);
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

    public static ArgumentException NotFound(string instanceId) =>
        new($"There is no orchestration '{instanceId}'. List the instances to see which exist; an ended one may have been purged.");

    private static int Purge(TaskHubTables tables, CommitEffects effects, InstanceRow instance, bool recursive)
    {
        var children = recursive
            ? tables.FindChildren(instance.Key).Where(child => child.HasEnded).Sum(child => Purge(tables, effects, child, recursive))
            : 0;
        tables.RemoveInstance(instance.Key);
        effects.Terminated.Add(instance.Key);
        effects.Changed.Add(instance.InstanceId);
        return children + 1;
    }

    private static void EnsureReplaceable(InstanceRow existing, IReadOnlyList<string>? dedupeStatuses)
    {
        var refused = dedupeStatuses is null
            ? !existing.HasEnded
            : dedupeStatuses.Contains(existing.Status.ToString(), StringComparer.OrdinalIgnoreCase);
        if (refused)
        {
            throw new OrchestrationAlreadyExistsException(
                $"An orchestration '{existing.InstanceId}' exists and is {existing.Status}. " +
                "Use another instance id, or wait until it has ended.");
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
