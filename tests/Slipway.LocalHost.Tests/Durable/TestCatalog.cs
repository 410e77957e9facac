using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using Slipway.LocalHost.Durable;

namespace Slipway.LocalHost.Tests.Durable;

/// <summary>Orchestrators and activities written as lambdas.</summary>
internal sealed class TestCatalog : IDurableTaskCatalog
{
    private readonly ConcurrentDictionary<string, OrchestratorDelegate> _orchestrators = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, ActivityDelegate> _activities = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How often each activity was started.</summary>
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

    public TestCatalog Activity<TInput>(string name, Func<TInput?, CancellationToken, Task<object?>> code)
    {
        _activities[name] = (invocation, cancellationToken) =>
        {
            Runs.AddOrUpdate(name, 1, (_, count) => count + 1);
            return code(JsonDataConverter.Default.Deserialize<TInput>(invocation.Input), cancellationToken);
        };
        return this;
    }

    public TestCatalog Activity<TInput>(string name, Func<TInput?, object?> code) =>
        Activity<TInput>(name, (input, _) => Task.FromResult(code(input)));

    public void RemoveOrchestrator(string name) => _orchestrators.TryRemove(name, out _);

    public bool TryGetOrchestrator(TaskName name, [NotNullWhen(true)] out OrchestratorDelegate? orchestrator) =>
        _orchestrators.TryGetValue(name.Name, out orchestrator);

    public bool TryGetActivity(TaskName name, [NotNullWhen(true)] out ActivityDelegate? activity) =>
        _activities.TryGetValue(name.Name, out activity);
}
