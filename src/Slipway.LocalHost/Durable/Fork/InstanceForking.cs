using DurableTask.Core.Exceptions;
using Slipway.LocalHost.Durable.Client;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Turns;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Fork;

/// <summary>Starts instances that go on from a finished step of others, which stay as they are.</summary>
internal sealed class InstanceForking(
    GroupCommitWriter writer, TaskHubReader reader, InstanceKeys keys, PayloadLimit payloads, TimeProvider time)
{
    /// <summary>The tag that tells from where an instance was forked.</summary>
    public const string OriginTag = "forkedFrom";

    /// <summary>Forks an instance and gives the new one's id; it runs when the task ends.</summary>
    /// <exception cref="ArgumentException">There is no such instance or event, or the new id or input is not right.</exception>
    /// <exception cref="OrchestrationAlreadyExistsException">The new id is taken.</exception>
    public async Task<string> ForkAsync(string instanceId, ForkOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var newId = options.NewInstanceId is { } given ? InstanceIds.Validate(given) : Guid.NewGuid().ToString("N");
        if (options.NewInput is { } input)
        {
            payloads.Check(input, "The new input");
        }

        var source = reader.ReadInstance(instanceId, withPayloads: false) ?? throw InstanceAdministration.NotFound(instanceId);
        var (row, history) = reader.ReadForReplay(source.Key) ?? throw InstanceAdministration.NotFound(instanceId);
        var plan = ForkPlanner.Plan(history.Events, options);
        var operation = new ClientOperation<bool>((tables, effects) =>
        {
            Write(tables, effects, row, newId, plan);
            return true;
        });
        writer.Submit(operation);
        await operation.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
        return newId;
    }

    private void Write(TaskHubTables tables, CommitEffects effects, InstanceRow source, string newId, ForkPlan plan)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var tags = new Dictionary<string, string>(source.Tags ?? [], StringComparer.Ordinal)
        {
            [OriginTag] = $"{source.InstanceId}#{plan.Place}",
        };
        var (copied, children) = Adopt(plan, tags);
        var arrived = plan.Arrived.Select(value => Adopt(value, tags)).ToList();
        var place = keys.Next(now);
        var row = new InstanceRow
        {
            Key = place.Key,
            InstanceId = newId,
            Name = source.Name,
            Version = source.Version,
            Status = RewrittenHistory.StatusOf(copied),
            Generation = source.Generation,
            Input = copied.Concat(arrived).OfType<ExecutionStarted>().First().Input,
            Tags = tags,
            CreatedAt = place.CreatedAt,
            UpdatedAt = now,
        };
        if (!tables.AddInstance(row))
        {
            throw InstanceCommands.Taken(newId);
        }

        copied.Add(new ExecutionForked(now, source.InstanceId, source.Generation, plan.Place));
        RewrittenHistory.Write(tables, row, copied, now);
        effects.Changed.Add(row);
        arrived.ForEach(value => InstanceCommands.DeliverAgain(tables, effects, row, value));
        foreach (var call in plan.Open)
        {
            InstanceCommands.BeginAnew(tables, effects, row, children.GetValueOrDefault(call.TaskId, call), keys, now);
        }
    }

    /// <summary>
    /// The copied events as the fork's own: it has no parent, and a child that had not ended gets an id of its own, since the one it had is
    /// taken by the source's child.
    /// </summary>
    private static (List<HistoryEvent> Copied, Dictionary<int, ScheduledEvent> Children) Adopt(
        ForkPlan plan, Dictionary<string, string> tags)
    {
        var children = plan.Open.OfType<SubOrchestrationCreated>().ToDictionary(
            child => child.TaskId, ScheduledEvent (child) => child with { InstanceId = Guid.NewGuid().ToString("N") });
        var copied = plan.Copied.Select(value => value is SubOrchestrationCreated child
            ? children.GetValueOrDefault(child.TaskId, child)
            : Adopt(value, tags));
        return ([.. copied], children);
    }

    private static HistoryEvent Adopt(HistoryEvent value, Dictionary<string, string> tags) =>
        value is ExecutionStarted start ? start with { Parent = null, Tags = tags, ScheduledStart = null } : value;
}
