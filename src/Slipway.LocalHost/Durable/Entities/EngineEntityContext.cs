using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Turns;

namespace Slipway.LocalHost.Durable.Entities;

/// <summary>Collects what an operation asks for; it happens when the batch is committed.</summary>
internal sealed class EngineEntityContext(EntityInstanceId id, PayloadLimit payloads, InstanceKeys keys, TimeProvider time)
    : TaskEntityContext
{
    private readonly Lock _lock = new();
    private readonly List<EntityEffect> _effects = [];
    private bool _ended;

    public override EntityInstanceId Id => id;

    public override void SignalEntity(
        EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(operationName);
        var target = EntityIds.Validate(id);
        var json = payloads.Serialize(input, $"The input of operation '{operationName}'");
        var message = new EntityOperationMessage(operationName, json);
        Add((tables, effects) => EntityCommands.Send(tables, effects, target, message, options?.SignalTime?.UtcDateTime));
    }

    public override string ScheduleNewOrchestration(TaskName name, object? input = null, StartOrchestrationOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name.Name);
        var instanceId = options?.InstanceId is { } given ? InstanceIds.Validate(given) : Guid.NewGuid().ToString("N");
        var start = new ExecutionStarted(
            time.GetUtcNow().UtcDateTime,
            name.Name,
            options?.Version?.Version ?? string.Empty,
            payloads.Serialize(input, $"The input of orchestrator '{name}'"),
            Generation: 1,
            Parent: null,
            options is { Tags.Count: > 0 } ? new Dictionary<string, string>(options.Tags, StringComparer.Ordinal) : null,
            options?.StartAt?.UtcDateTime);
        Add((tables, effects) => EntityCommands.Start(
            tables, effects, keys.Next(start.Timestamp), instanceId, start, options?.DedupeStatuses));
        return instanceId;
    }

    /// <summary>What the operation asked for. It can ask for nothing more.</summary>
    public IReadOnlyList<EntityEffect> End()
    {
        lock (_lock)
        {
            _ended = true;
            return _effects;
        }
    }

    private void Add(EntityEffect effect)
    {
        lock (_lock)
        {
            if (_ended)
            {
                throw new InvalidOperationException(
                    $"The operation of entity '{id}' has ended, so its context asks for nothing more. " +
                    "Await all that the operation starts.");
            }

            _effects.Add(effect);
        }
    }
}
