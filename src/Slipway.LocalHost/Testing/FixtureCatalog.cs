using System.Diagnostics.CodeAnalysis;
using Microsoft.DurableTask;
using Slipway.LocalHost.Durable;
using Slipway.LocalHost.Durable.Entities;
using Slipway.LocalHost.Durable.History;

namespace Slipway.LocalHost.Testing;

/// <summary>The tasks under test: activities may have stubs, and what orchestrators wait for is seen.</summary>
internal sealed class FixtureCatalog(IDurableTaskCatalog tasks, ActivityStubs stubs, EventWaits waits, DataConverter converter)
    : IDurableTaskCatalog, IVersionedActivities, IEntityCatalog
{
    private readonly Lock _lock = new();
    private readonly List<ActivityCall> _running = [];

    /// <summary>The activities that run, in words.</summary>
    public IReadOnlyList<string> Running
    {
        get
        {
            lock (_lock)
            {
                return [.. _running.Select(call => $"activity '{call.Name}' of '{call.InstanceId}'")];
            }
        }
    }

    public bool TryGetOrchestrator(TaskName name, [NotNullWhen(true)] out OrchestratorDelegate? orchestrator)
    {
        var isKnown = tasks.TryGetOrchestrator(name, out var original);
        orchestrator = isKnown ? context => original!(new ObservedContext(context, waits)) : null;
        return isKnown;
    }

    public bool TryGetActivity(TaskName name, [NotNullWhen(true)] out ActivityDelegate? activity) =>
        TryWrap(name, tasks.TryGetActivity(name, out var original) ? original : null, out activity);

    public bool TryGetActivity(TaskName name, TaskVersion version, [NotNullWhen(true)] out ActivityDelegate? activity)
    {
        var isKnown = tasks is IVersionedActivities versioned
            ? versioned.TryGetActivity(name, version, out var original)
            : tasks.TryGetActivity(name, out original);
        return TryWrap(name, isKnown ? original : null, out activity);
    }

    public bool TryGetEntity(string name, [NotNullWhen(true)] out EntityDelegate? entity)
    {
        entity = null;
        return tasks is IEntityCatalog entities && entities.TryGetEntity(name, out entity);
    }

    private bool TryWrap(TaskName name, ActivityDelegate? original, [NotNullWhen(true)] out ActivityDelegate? activity)
    {
        activity = original is not null || stubs.Has(name.Name)
            ? (invocation, cancellationToken) => RunAsync(invocation, original, cancellationToken)
            : null;
        return activity is not null;
    }

    private async Task<object?> RunAsync(ActivityInvocation invocation, ActivityDelegate? original, CancellationToken cancellationToken)
    {
        var call = stubs.Note(
            invocation.Name.Name,
            run => new ActivityCall(
                invocation.Name.Name, invocation.InstanceId, invocation.Input, run, converter, cancellationToken));
        lock (_lock)
        {
            _running.Add(call);
        }

        try
        {
            return await stubs.RunAsync(call, () => Original(invocation, original, cancellationToken)).ConfigureAwait(false);
        }
        finally
        {
            lock (_lock)
            {
                _running.Remove(call);
            }
        }
    }

    private static Task<object?> Original(ActivityInvocation invocation, ActivityDelegate? original, CancellationToken cancellationToken) =>
        original?.Invoke(invocation, cancellationToken)
            ?? throw DetailedFailureException.Named(
                Failure.ActivityNotFound, $"No activity task named '{invocation.Name}' was found.");
}
