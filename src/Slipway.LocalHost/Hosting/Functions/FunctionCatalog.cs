using System.Diagnostics.CodeAnalysis;
using Microsoft.DurableTask;
using Slipway.LocalHost.Durable;

namespace Slipway.LocalHost.Hosting.Functions;

/// <summary>The app's orchestrators and activities, for the engine.</summary>
internal sealed class FunctionCatalog : IDurableTaskCatalog
{
    private readonly Dictionary<TaskName, OrchestratorDelegate> _orchestrators = [];
    private readonly Dictionary<TaskName, ActivityDelegate> _activities = [];

    public FunctionCatalog(IEnumerable<FunctionRunner> runners)
    {
        foreach (var runner in runners)
        {
            switch (runner.Function.Kind)
            {
                case FunctionKind.Orchestrator:
                    _orchestrators.Add(runner.Function.TaskName, Orchestrator(runner));
                    break;
                case FunctionKind.Activity:
                    _activities.Add(runner.Function.TaskName, Activity(runner));
                    break;
                default:
                    break;
            }
        }
    }

    public bool TryGetOrchestrator(TaskName name, [NotNullWhen(true)] out OrchestratorDelegate? orchestrator)
        => _orchestrators.TryGetValue(name, out orchestrator);

    public bool TryGetActivity(TaskName name, [NotNullWhen(true)] out ActivityDelegate? activity)
        => _activities.TryGetValue(name, out activity);

    private static OrchestratorDelegate Orchestrator(FunctionRunner runner)
        => context => runner.RunTurnAsync((definition, services) =>
            new InvocationContext(runner.Function, definition, services, CancellationToken.None)
            {
                Orchestration = context,
                Values = InstanceId(context.InstanceId),
            });

    private static ActivityDelegate Activity(FunctionRunner runner)
        => (activity, cancellationToken) => runner.RunAsync((definition, services) =>
            new InvocationContext(runner.Function, definition, services, cancellationToken)
            {
                ActivityInput = activity.Input,
                Values = InstanceId(activity.InstanceId),
            });

    private static Dictionary<string, object?> InstanceId(string instanceId)
        => new(StringComparer.OrdinalIgnoreCase) { ["instanceId"] = instanceId };
}
