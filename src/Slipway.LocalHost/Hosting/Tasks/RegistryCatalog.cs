using System.Diagnostics.CodeAnalysis;
using Microsoft.DurableTask;
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
    DurableTaskFactory factory,
    IServiceProvider services,
    DataConverter converter,
    VersionRules versions,
    ILogger<RegistryCatalog> logger) : IDurableTaskCatalog, IEntityCatalog
{
    private readonly IServiceScopeFactory _scopes = services.GetRequiredService<IServiceScopeFactory>();
    private readonly IExceptionPropertiesProvider? _properties = services.GetService<IExceptionPropertiesProvider>();

    public bool TryGetOrchestrator(TaskName name, [NotNullWhen(true)] out OrchestratorDelegate? orchestrator)
    {
        orchestrator = factory.HasOrchestrator(name) ? RunOrchestratorAsync : null;
        return orchestrator is not null;
    }

    public bool TryGetActivity(TaskName name, [NotNullWhen(true)] out ActivityDelegate? activity)
    {
        activity = factory.HasActivity(name) ? RunActivityAsync : null;
        return activity is not null;
    }

    public bool TryGetEntity(string name, [NotNullWhen(true)] out EntityDelegate? entity)
    {
        entity = factory.HasEntity(name) ? RunEntityAsync : null;
        return entity is not null;
    }

    // On the orchestration's own scheduler: it awaits nothing but the orchestrator, and keeps the context.
    private async Task<object?> RunOrchestratorAsync(TaskOrchestrationContext context)
    {
        versions.Check(context.Version);
        var scope = _scopes.CreateAsyncScope();
        try
        {
            if (!factory.TryCreateOrchestrator(context.Name, context.Version, scope.ServiceProvider, out var orchestrator))
            {
                throw Missing("OrchestratorTaskNotFound", "orchestrator", context.Name, context.Version);
            }

            var input = InputReader.Read(context, orchestrator.InputType);
            var own = versions.DefaultVersion is { } version ? new DefaultVersionContext(context, version) : context;
            return await orchestrator.RunAsync(own, input).ConfigureAwait(true);
        }
        catch (Exception exception) when (Properties(exception) is { Count: > 0 } properties)
        {
            throw Detailed(exception, properties);
        }
        finally
        {
            DetachedDisposal.Start(scope, logger);
        }
    }

    private async Task<object?> RunActivityAsync(ActivityInvocation call, CancellationToken cancellationToken)
    {
        var scope = _scopes.CreateAsyncScope();
        try
        {
            await using (scope.ConfigureAwait(false))
            {
                if (!factory.TryCreateActivity(call.Name, scope.ServiceProvider, out var activity))
                {
                    throw Missing("ActivityTaskNotFound", "activity", call.Name, string.Empty);
                }

                var input = converter.Deserialize(call.Input, activity.InputType);
                return await activity.RunAsync(new CallContext(call.Name, call.InstanceId), input).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (Properties(exception) is { Count: > 0 } properties)
        {
            throw Detailed(exception, properties);
        }
    }

    private async Task<object?> RunEntityAsync(
        Microsoft.DurableTask.Entities.TaskEntityOperation operation, CancellationToken cancellationToken)
    {
        var scope = _scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            return factory.TryCreateEntity(operation.Context.Id.Name, scope.ServiceProvider, out var entity)
                ? await entity.RunAsync(operation).ConfigureAwait(false)
                : throw Missing("EntityTaskNotFound", "entity", operation.Context.Id.Name, string.Empty);
        }
    }

    private static DetailedFailureException Missing(string errorType, string kind, TaskName name, string version)
        => DetailedFailureException.Named(
            errorType, $"No {kind} task named '{name}'{(version.Length > 0 ? $" with version '{version}'" : string.Empty)} was found.");

    // What is thrown with details of its own, or comes from another task, has its properties already.
    private IDictionary<string, object?>? Properties(Exception exception)
        => exception is DetailedFailureException or OrchestrationRejectedException or TaskFailedException
            ? null
            : _properties?.GetExceptionProperties(exception);

    private static DetailedFailureException Detailed(Exception exception, IDictionary<string, object?> properties)
        => new(TaskFailureDetails.FromException(exception) with { Properties = properties }, exception);
}
