using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Http;
using Microsoft.DurableTask;
using Slipway.LocalHost.Durable;
using Slipway.LocalHost.Durable.Entities;
using Slipway.LocalHost.Hosting.Tasks;
using Slipway.LocalHost.Http.Calls;

namespace Slipway.LocalHost.Hosting.Functions;

/// <summary>The app's orchestrators, activities and entities, for the engine: functions first, then classes.</summary>
internal sealed class FunctionCatalog : IDurableTaskCatalog, IVersionedActivities, IEntityCatalog
{
    /// <summary>
    /// Where an activity finds, among its context's items, the <see cref="Action"/> by which it says that it is alive. Other hosts have
    /// none, so an activity asks for it.
    /// </summary>
    private const string HeartbeatKey = "heartbeat";

    private readonly Dictionary<TaskName, OrchestratorDelegate> _orchestrators = [];
    private readonly Dictionary<TaskName, ActivityDelegate> _activities = [];
    private readonly Dictionary<TaskName, EntityDelegate> _entities = [];
    private readonly RegistryCatalog _classes;

    public FunctionCatalog(
        IEnumerable<FunctionRunner> runners,
        RegistryCatalog classes,
        OrchestrationGate gate,
        JsonSerializerOptions json,
        TimeSpan? httpPollInterval = null)
    {
        _classes = classes;
        _activities.Add(HttpCallActivity.Name, async (call, cancellationToken) =>
        {
            var request = JsonSerializer.Deserialize<DurableHttpRequest>(call.Input!, json)!;
            var answer = await HttpCallActivity.RunAsync(request, cancellationToken).ConfigureAwait(false);
            return DurableHttpCall.WithPollInterval(request, answer, httpPollInterval);
        });
        foreach (var runner in runners)
        {
            switch (runner.Function.Kind)
            {
                case FunctionKind.Orchestrator:
                    _orchestrators.Add(runner.Function.TaskName, context => RunTurnAsync(runner, context, gate));
                    break;
                case FunctionKind.Activity:
                    _activities.Add(runner.Function.TaskName, Activity(runner));
                    break;
                case FunctionKind.Entity:
                    _entities.Add(
                        runner.Function.TaskName,
                        (operation, cancellationToken) => RunOperationAsync(runner, operation, cancellationToken));
                    break;
                default:
                    break;
            }
        }
    }

    public bool TryGetOrchestrator(TaskName name, [NotNullWhen(true)] out OrchestratorDelegate? orchestrator)
        => _orchestrators.TryGetValue(name, out orchestrator) || _classes.TryGetOrchestrator(name, out orchestrator);

    public bool TryGetActivity(TaskName name, [NotNullWhen(true)] out ActivityDelegate? activity)
        => TryGetActivity(name, TaskVersion.Unversioned, out activity);

    public bool TryGetActivity(TaskName name, TaskVersion version, [NotNullWhen(true)] out ActivityDelegate? activity)
        => _activities.TryGetValue(name, out activity) || _classes.TryGetActivity(name, version, out activity);

    public bool TryGetEntity(string name, [NotNullWhen(true)] out EntityDelegate? entity)
        => _entities.TryGetValue(name, out entity) || _classes.TryGetEntity(name, out entity);

    // On the orchestration's own scheduler: it keeps the context.
    private static async Task<object?> RunTurnAsync(FunctionRunner runner, TaskOrchestrationContext context, OrchestrationGate gate)
    {
        gate.Check(context);
        var own = gate.DefaultVersion is { } version ? new DefaultVersionContext(context, version) : context;
        return await runner.RunTurnAsync((definition, services) =>
            new InvocationContext(runner.Function, definition, services, CancellationToken.None)
            {
                Orchestration = own,
                Values = InstanceId(context.InstanceId),
            }).ConfigureAwait(true);
    }

    private static ActivityDelegate Activity(FunctionRunner runner)
        => (activity, cancellationToken) => runner.RunAsync((definition, services) =>
            new InvocationContext(runner.Function, definition, services, cancellationToken)
            {
                ActivityInput = activity.Input,
                Values = InstanceId(activity.InstanceId),
                Items = new Dictionary<object, object> { [HeartbeatKey] = activity.Heartbeat },
            });

    private static async Task<object?> RunOperationAsync(
        FunctionRunner runner, Microsoft.DurableTask.Entities.TaskEntityOperation operation, CancellationToken cancellationToken)
    {
        TaskEntityDispatcher? dispatcher = null;
        await runner.RunAsync((definition, services) =>
        {
            dispatcher = new TaskEntityDispatcher(operation, services);
            return new InvocationContext(runner.Function, definition, services, cancellationToken) { Entity = dispatcher };
        }).ConfigureAwait(false);
        return dispatcher is { IsDispatched: true }
            ? dispatcher.Result
            : throw new InvalidOperationException(
                $"The entity function {runner.Function.Place} did not hand its operation to DispatchAsync.");
    }

    private static Dictionary<string, object?> InstanceId(string instanceId)
        => new(StringComparer.OrdinalIgnoreCase) { ["instanceId"] = instanceId };
}
