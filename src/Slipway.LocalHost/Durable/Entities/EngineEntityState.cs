using Microsoft.DurableTask.Entities;

namespace Slipway.LocalHost.Durable.Entities;

/// <summary>An entity's state as one operation sees and sets it.</summary>
internal sealed class EngineEntityState(PayloadLimit payloads, string entityId, string? json) : TaskEntityState
{
    /// <summary>What the state is now, as JSON; null when there is none.</summary>
    public string? Json { get; private set; } = json;

    public override bool HasState => Json is not null;

    public override object? GetState(Type type) => payloads.Converter.Deserialize(Json, type);

    public override void SetState(object? state) => Json = payloads.Serialize(state, $"The state of entity '{entityId}'");
}
