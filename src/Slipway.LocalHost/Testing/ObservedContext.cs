using System.Collections.Immutable;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Logging;
using Slipway.LocalHost.Durable;

namespace Slipway.LocalHost.Testing;

/// <summary>An orchestration's context that notes which events its code waits for.</summary>
internal sealed class ObservedContext : TaskOrchestrationContext, IOrchestrationTags
{
    private readonly TaskOrchestrationContext _inner;
    private readonly EventWaits _waits;

    public ObservedContext(TaskOrchestrationContext inner, EventWaits waits)
    {
        _inner = inner;
        _waits = waits;
        waits.Begin(inner.InstanceId);
    }

    public override TaskName Name => _inner.Name;

    public override string InstanceId => _inner.InstanceId;

    public override ParentOrchestrationInstance? Parent => _inner.Parent;

    public override DateTime CurrentUtcDateTime => _inner.CurrentUtcDateTime;

    public override bool IsReplaying => _inner.IsReplaying;

    public override string Version => _inner.Version;

    public override IReadOnlyDictionary<string, object?> Properties => _inner.Properties;

    public override TaskOrchestrationEntityFeature Entities => _inner.Entities;

    public IReadOnlyDictionary<string, string> Tags =>
        (_inner as IOrchestrationTags)?.Tags ?? ImmutableDictionary<string, string>.Empty;

    protected override ILoggerFactory LoggerFactory => _inner.ReplaySafeLoggerFactory;

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        var wait = _inner.WaitForExternalEvent<T>(eventName, cancellationToken);
        _waits.Add(InstanceId, eventName, wait);
        return wait;
    }

    public override T? GetInput<T>()
        where T : default
        => _inner.GetInput<T>();

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
        => _inner.CallActivityAsync<TResult>(name, input, options);

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null)
        => _inner.CallSubOrchestratorAsync<TResult>(orchestratorName, input, options);

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken) => _inner.CreateTimer(fireAt, cancellationToken);

    public override void SendEvent(string instanceId, string eventName, object payload) => _inner.SendEvent(instanceId, eventName, payload);

    public override void SetCustomStatus(object? customStatus) => _inner.SetCustomStatus(customStatus);

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true)
        => _inner.ContinueAsNew(newInput, preserveUnprocessedEvents);

    public override void ContinueAsNew(ContinueAsNewOptions options) => _inner.ContinueAsNew(options);

    public override Guid NewGuid() => _inner.NewGuid();
}
