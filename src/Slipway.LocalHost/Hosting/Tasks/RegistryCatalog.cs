using System.Diagnostics.CodeAnalysis;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.LocalHost.Durable;
using Slipway.LocalHost.Durable.Entities;

namespace Slipway.LocalHost.Hosting.Tasks;

/// <summary>
/// The tasks of a registry, for the engine. Each activity and each operation gets services of its own, and so does each orchestration
/// while it is in memory.
/// </summary>
internal sealed class RegistryCatalog(
    DurableTaskFactory factory, IServiceProvider services, DataConverter converter, OrchestrationGate gate)
    : IDurableTaskCatalog, IVersionedActivities, IEntityCatalog
{
    private readonly IServiceScopeFactory _scopes = services.GetRequiredService<IServiceScopeFactory>();
    private readonly IExceptionPropertiesProvider? _properties = services.GetService<IExceptionPropertiesProvider>();
    private readonly ILogger _logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(WorkerLog.Category);

    public bool TryGetOrchestrator(TaskName name, [NotNullWhen(true)] out OrchestratorDelegate? orchestrator)
    {
        orchestrator = factory.HasOrchestrator(name) ? RunOrchestratorAsync : null;
        return orchestrator is not null;
    }

    public bool TryGetActivity(TaskName name, [NotNullWhen(true)] out ActivityDelegate? activity)
        => TryGetActivity(name, TaskVersion.Unversioned, out activity);

    public bool TryGetActivity(TaskName name, TaskVersion version, [NotNullWhen(true)] out ActivityDelegate? activity)
    {
        activity = factory.HasActivity(name)
            ? (call, cancellationToken) => RunActivityAsync(call, version)
            : null;
        return activity is not null;
    }

    public bool TryGetEntity(string name, [NotNullWhen(true)] out EntityDelegate? entity)
    {
        entity = factory.HasEntity(name) ? (operation, _) => RunEntityAsync(operation) : null;
        return entity is not null;
    }

    // On the orchestration's own scheduler: it awaits nothing but the orchestrator, and keeps the context.
    private async Task<object?> RunOrchestratorAsync(TaskOrchestrationContext context)
    {
        gate.Check(context);
        var scope = _scopes.CreateAsyncScope();
        try
        {
            if (!factory.TryCreateOrchestrator(context.Name, context.Version, scope.ServiceProvider, out var orchestrator))
            {
                throw Missing("OrchestratorTaskNotFound", "orchestrator", context.Name, context.Version);
            }

            var input = InputReader.Read(context, orchestrator.InputType);
            if (!context.IsReplaying)
            {
                WorkerLog.OrchestrationStarted(_logger, context.InstanceId, context.Name);
            }

            var own = gate.DefaultVersion is { } version ? new DefaultVersionContext(context, version) : context;
            var output = await orchestrator.RunAsync(own, input).ConfigureAwait(true);
            WorkerLog.OrchestrationCompleted(_logger, context.InstanceId, context.Name);
            return output;
        }
        catch (Exception exception)
        {
            WorkerLog.OrchestrationFailed(_logger, exception, context.InstanceId, context.Name);
            if (Properties(exception) is { Count: > 0 } properties)
            {
                throw Detailed(exception, properties);
            }

            throw;
        }
        finally
        {
            DetachedDisposal.Start(scope, _logger);
        }
    }

    private async Task<object?> RunActivityAsync(ActivityInvocation call, TaskVersion version)
    {
        var scope = _scopes.CreateAsyncScope();
        await using var disposal = scope.ConfigureAwait(false);
        try
        {
            if (!factory.TryCreateActivity(call.Name, version, scope.ServiceProvider, out var activity))
            {
                throw Missing("ActivityTaskNotFound", "activity", call.Name, version);
            }

            WorkerLog.ActivityStarted(_logger, call.InstanceId, call.Name);
            var input = converter.Deserialize(call.Input, activity.InputType);
            var context = new CallContext(call.Name, call.InstanceId, version);
            var output = await activity.RunAsync(context, input).ConfigureAwait(false);
            WorkerLog.ActivityCompleted(_logger, call.InstanceId, call.Name);
            return output;
        }
        catch (Exception exception)
        {
            WorkerLog.ActivityFailed(_logger, exception, call.InstanceId, call.Name);
            if (Properties(exception) is { Count: > 0 } properties)
            {
                throw Detailed(exception, properties);
            }

            throw;
        }
    }

    private async Task<object?> RunEntityAsync(TaskEntityOperation operation)
    {
        var scope = _scopes.CreateAsyncScope();
        await using var disposal = scope.ConfigureAwait(false);
        return factory.TryCreateEntity(operation.Context.Id.Name, scope.ServiceProvider, out var entity)
            ? await entity.RunAsync(operation).ConfigureAwait(false)
            : throw Missing("EntityTaskNotFound", "entity", operation.Context.Id.Name, TaskVersion.Unversioned);
    }

    private static DetailedFailureException Missing(string errorType, string kind, TaskName name, TaskVersion version)
        => DetailedFailureException.Named(
            errorType,
            version == TaskVersion.Unversioned
                ? $"No {kind} task named '{name}' was found."
                : $"No {kind} task named '{name}' with version '{version.Version}' was found.");

    // What is thrown with details of its own, or comes from another task, has its properties already.
    private IDictionary<string, object?>? Properties(Exception exception)
        => exception is DetailedFailureException or TaskFailedException ? null : _properties?.GetExceptionProperties(exception);

    private static DetailedFailureException Detailed(Exception exception, IDictionary<string, object?> properties)
        => new(TaskFailureDetails.FromException(exception) with { Properties = properties }, exception);
}
