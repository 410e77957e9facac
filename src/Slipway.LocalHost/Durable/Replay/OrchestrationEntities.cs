using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Slipway.LocalHost.Durable.Entities;
using Slipway.LocalHost.Durable.History;

namespace Slipway.LocalHost.Durable.Replay;

/// <summary>What one generation of an orchestration does with entities, and the critical section it is in.</summary>
internal sealed class OrchestrationEntities(EngineOrchestrationContext context, PayloadLimit payloads) : TaskOrchestrationEntityFeature
{
    private const int MaxLocks = 1_000;

    private CriticalSection? _section;

    public override async Task<TResult> CallEntityAsync<TResult>(
        EntityInstanceId id, string operationName, object? input = null, CallEntityOptions? options = null)
    {
        var result = await CallAsync(id, operationName, input);
        return payloads.Converter.Deserialize<TResult>(result)!;
    }

    public override Task CallEntityAsync(
        EntityInstanceId id, string operationName, object? input = null, CallEntityOptions? options = null) =>
        CallAsync(id, operationName, input);

    public override Task SignalEntityAsync(
        EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(operationName);
        var entityId = EntityIds.Validate(id);
        _section?.EnsureMaySignal(id);
        var json = Serialize(input, operationName);
        context.Send(taskId => new EntitySignaled(
            context.Clock, taskId, entityId, operationName, json, options?.SignalTime?.UtcDateTime));
        return Task.CompletedTask;
    }

    /// <exception cref="ArgumentException">There is no entity to lock, or there are too many.</exception>
    /// <exception cref="InvalidOperationException">The orchestration holds locks, or waits for some.</exception>
    public override async Task<IAsyncDisposable> LockEntitiesAsync(IEnumerable<EntityInstanceId> entityIds)
    {
        ArgumentNullException.ThrowIfNull(entityIds);
        EntityInstanceId[] ids = [.. entityIds.DistinctBy(EntityIds.Validate)];
        if (ids.Length is 0 or > MaxLocks)
        {
            throw new ArgumentException($"A critical section locks 1 to {MaxLocks} entities, and {ids.Length} were given.");
        }

        EnsureNoCriticalSection();
        Array.Sort(ids, (a, b) => string.CompareOrdinal(a.ToString(), b.ToString()));
        var taskId = -1;
        var granted = context.CallAsync(
            id => new EntityLockRequested(context.Clock, taskId = id, [.. ids.Select(entity => entity.ToString())]), "lock");
        var section = _section = new CriticalSection(taskId, ids);
        await granted;
        section.Enter();
        return new Releaser(this, section);
    }

    public override bool InCriticalSection(out IReadOnlyList<EntityInstanceId> entityIds)
    {
        var isInside = _section is { IsEntered: true };
        entityIds = isInside ? _section!.Available : [];
        return isInside;
    }

    /// <exception cref="InvalidOperationException">The orchestration holds locks, or waits for some.</exception>
    public void EnsureNoCriticalSection()
    {
        if (_section is not null)
        {
            throw new InvalidOperationException(
                "In a critical section an orchestration can neither lock more entities nor call sub-orchestrations, which could wait for " +
                "its own locks. Dispose the lock first, or lock all entities at once.");
        }
    }

    private async Task<string?> CallAsync(EntityInstanceId id, string operationName, object? input)
    {
        ArgumentException.ThrowIfNullOrEmpty(operationName);
        var entityId = EntityIds.Validate(id);
        var json = Serialize(input, operationName);
        var section = _section;
        section?.BeginCall(id);
        try
        {
            return await context.CallAsync(
                taskId => new EntityCalled(context.Clock, taskId, entityId, operationName, json, section?.TaskId), operationName);
        }
        catch (TaskFailedException exception)
        {
            throw new EntityOperationFailedException(id, operationName, exception.FailureDetails);
        }
        finally
        {
            section?.EndCall(id);
        }
    }

    private string? Serialize(object? input, string operationName) =>
        payloads.Serialize(input, $"The input of operation '{operationName}'");

    private void Leave(CriticalSection section)
    {
        if (ReferenceEquals(_section, section))
        {
            context.Send(taskId => new EntityLockReleased(context.Clock, taskId, section.TaskId));
            _section = null;
        }
    }

    private sealed class Releaser(OrchestrationEntities entities, CriticalSection section) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            entities.Leave(section);
            return ValueTask.CompletedTask;
        }
    }
}
