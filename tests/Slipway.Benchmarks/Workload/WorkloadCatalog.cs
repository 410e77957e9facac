using System.Diagnostics.CodeAnalysis;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using Slipway.LocalHost.Durable;

namespace Slipway.Benchmarks.Workload;

/// <summary>The workload for the engine alone, without the host's binding and middleware.</summary>
internal sealed class WorkloadCatalog : IDurableTaskCatalog
{
    private readonly Dictionary<string, OrchestratorDelegate> _orchestrators = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(FiveSteps)] = async context => await FiveSteps.Run(context),
        [nameof(Waiter)] = async context => await Waiter.Run(context),
        [nameof(Effect)] = async context => await Effect.Run(context),
        [nameof(FanOut)] = async context => await FanOut.Run(context),
        [nameof(LongHistory)] = async context => await LongHistory.Run(context),
        [nameof(Finisher)] = context => Task.FromResult<object?>(Finisher.Run(context)),
    };

    private readonly Dictionary<string, ActivityDelegate> _activities = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(FiveSteps.Step)] = Activity<StepInput>(input => FiveSteps.Step(input)),
        [nameof(Effect.Happen)] = Activity<string>(instanceId => Effect.Happen(instanceId)),
        [nameof(FanOut.Same)] = Activity<long>(number => FanOut.Same(number)),
    };

    public bool TryGetOrchestrator(TaskName name, [NotNullWhen(true)] out OrchestratorDelegate? orchestrator) =>
        _orchestrators.TryGetValue(name.Name, out orchestrator);

    public bool TryGetActivity(TaskName name, [NotNullWhen(true)] out ActivityDelegate? activity) =>
        _activities.TryGetValue(name.Name, out activity);

    private static ActivityDelegate Activity<TInput>(Func<TInput, object?> run) =>
        (invocation, _) => Task.FromResult(run(JsonDataConverter.Default.Deserialize<TInput>(invocation.Input)!));
}
