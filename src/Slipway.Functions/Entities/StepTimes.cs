using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;
using Slipway.Core.Definitions.Planning;

namespace Slipway.Functions.Entities;

/// <summary>How long the steps of a definition took in its last runs, kept durably: an entity for each definition's id.</summary>
internal sealed class StepTimes : TaskEntity<MeasuredDurations>
{
    public static EntityInstanceId IdOf(string definition) => new(nameof(StepTimes), definition);

    /// <summary>What is known of a definition.</summary>
    public static async Task<MeasuredDurations> ReadAsync(
        DurableTaskClient client, string definition, CancellationToken cancellationToken) =>
        await client.Entities.GetEntityAsync<MeasuredDurations>(IdOf(definition), cancellation: cancellationToken) is
            { IncludesState: true } known ? known.State : MeasuredDurations.None;

    /// <summary>Takes a run that has ended: by step, in milliseconds.</summary>
    public void Add(Dictionary<string, long> run) => State = State.With(run);

    [Function(nameof(StepTimes))]
    public static Task DispatchAsync([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<StepTimes>();

    protected override MeasuredDurations InitializeState(TaskEntityOperation entityOperation) => MeasuredDurations.None;
}
