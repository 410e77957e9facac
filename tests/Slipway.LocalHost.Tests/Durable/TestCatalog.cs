using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Entities;
using Slipway.LocalHost.Durable;
using Slipway.LocalHost.Durable.Entities;

namespace Slipway.LocalHost.Tests.Durable;

/// <summary>Orchestrators, activities and entities written as lambdas.</summary>
internal sealed class TestCatalog : IDurableTaskCatalog, IEntityCatalog
{
    private readonly ConcurrentDictionary<string, OrchestratorDelegate> _orchestrators = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, ActivityDelegate> _activities = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, EntityDelegate> _entities = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How often each activity was started, and each operation as <c>entity/operation</c>.</summary>
    public ConcurrentDictionary<string, int> Runs { get; } = new(StringComparer.OrdinalIgnoreCase);

    public TestCatalog Orchestrator(string name, Func<TaskOrchestrationContext, Task<object?>> code)
    {
        _orchestrators[name] = context => code(context);
        return this;
    }

    public TestCatalog Orchestrator(string name, Func<TaskOrchestrationContext, Task> code) =>
        Orchestrator(name, async context =>
        {
            await code(context);
            return (object?)null;
        });

    public TestCatalog Activity<TInput>(string name, Func<TInput?, CancellationToken, Task<object?>> code) =>
        Activity(name, (invocation, cancellationToken) =>
            code(JsonDataConverter.Default.Deserialize<TInput>(invocation.Input), cancellationToken));

    public TestCatalog Activity<TInput>(string name, Func<TInput?, object?> code) =>
        Activity<TInput>(name, (input, _) => Task.FromResult(code(input)));

    /// <summary>An activity that is told about its run.</summary>
    public TestCatalog Activity(string name, ActivityDelegate code)
    {
        _activities[name] = (invocation, cancellationToken) =>
        {
            Runs.AddOrUpdate(name, 1, (_, count) => count + 1);
            return code(invocation, cancellationToken);
        };
        return this;
    }

    public TestCatalog Entity(string name, Func<TaskEntityOperation, CancellationToken, Task<object?>> code)
    {
        _entities[name] = (operation, cancellationToken) =>
        {
            Runs.AddOrUpdate(operation.ToString(), 1, (_, count) => count + 1);
            return code(operation, cancellationToken);
        };
        return this;
    }

    public TestCatalog Entity(string name, Func<TaskEntityOperation, object?> code) =>
        Entity(name, (operation, _) => Task.FromResult(code(operation)));

    public TestCatalog Entity<TEntity>(string name)
        where TEntity : ITaskEntity, new() =>
        Entity(name, (operation, _) => new TEntity().RunAsync(operation).AsTask());

    public void RemoveOrchestrator(string name) => _orchestrators.TryRemove(name, out _);

    public bool TryGetOrchestrator(TaskName name, [NotNullWhen(true)] out OrchestratorDelegate? orchestrator) =>
        _orchestrators.TryGetValue(name.Name, out orchestrator);

    public bool TryGetActivity(TaskName name, [NotNullWhen(true)] out ActivityDelegate? activity) =>
        _activities.TryGetValue(name.Name, out activity);

    public bool TryGetEntity(string name, [NotNullWhen(true)] out EntityDelegate? entity) =>
        _entities.TryGetValue(name, out entity);
}
