using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Slipway.LocalHost.Durable.Client;

namespace Slipway.LocalHost.Hosting.Tasks;

/// <summary>
/// A client in front of a task hub's own: it gives orchestrations a default version, and can be made before the hub is open.
/// </summary>
internal sealed class TaskHubClient : DurableTaskClient, ILocalClient
{
    private readonly Func<DurableTaskClient> _hub;
    private readonly string _defaultVersion;

    /// <summary>The client of a hub.</summary>
    public TaskHubClient(string name, Func<DurableTaskClient> hub, string defaultVersion)
        : base(name)
    {
        _hub = hub;
        _defaultVersion = defaultVersion;
    }

    /// <summary>A client among a host's services, of the hub of the worker that has its name.</summary>
    [ActivatorUtilitiesConstructor]
    public TaskHubClient(string name, IServiceProvider services, IOptionsMonitor<DurableTaskClientOptions> options)
        : this(name, Hub(services, name), options.Get(name).DefaultVersion)
    {
    }

    public InstanceOperations Operations => TaskHubOperations.Of(_hub());

    public override DurableEntityClient Entities => _hub().Entities;

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        if (_defaultVersion is { Length: > 0 } version && options?.Version is null)
        {
            options = (options ?? new StartOrchestrationOptions()) with { Version = version };
        }

        return _hub().ScheduleNewOrchestrationInstanceAsync(orchestratorName, input, options, cancellation);
    }

    public override Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
        => _hub().RaiseEventAsync(instanceId, eventName, eventPayload, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
        => _hub().WaitForInstanceStartAsync(instanceId, getInputsAndOutputs, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
        => _hub().WaitForInstanceCompletionAsync(instanceId, getInputsAndOutputs, cancellation);

    public override Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
        => _hub().TerminateInstanceAsync(instanceId, options, cancellation);

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
        => _hub().SuspendInstanceAsync(instanceId, reason, cancellation);

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
        => _hub().ResumeInstanceAsync(instanceId, reason, cancellation);

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
        => _hub().GetInstancesAsync(instanceId, getInputsAndOutputs, cancellation);

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
        => _hub().GetAllInstancesAsync(filter);

    public override Task<Page<string>> ListInstanceIdsAsync(
        IEnumerable<OrchestrationRuntimeStatus>? runtimeStatus = null,
        DateTimeOffset? completedTimeFrom = null,
        DateTimeOffset? completedTimeTo = null,
        int pageSize = OrchestrationQuery.DefaultPageSize,
        string? lastInstanceKey = null,
        CancellationToken cancellation = default)
        => _hub().ListInstanceIdsAsync(runtimeStatus, completedTimeFrom, completedTimeTo, pageSize, lastInstanceKey, cancellation);

    public override Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
        => _hub().PurgeInstanceAsync(instanceId, options, cancellation);

    public override Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
        => _hub().PurgeAllInstancesAsync(filter, options, cancellation);

    public override Task<string> RestartAsync(
        string instanceId, bool restartWithNewInstanceId = false, CancellationToken cancellation = default)
        => _hub().RestartAsync(instanceId, restartWithNewInstanceId, cancellation);

    public override Task RewindInstanceAsync(string instanceId, string reason, CancellationToken cancellation = default)
        => _hub().RewindInstanceAsync(instanceId, reason, cancellation);

    public override Task<IList<HistoryEvent>> GetOrchestrationHistoryAsync(
        string instanceId, CancellationToken cancellation = default)
        => _hub().GetOrchestrationHistoryAsync(instanceId, cancellation);

    /// <summary>Does nothing: the hub belongs to its worker.</summary>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static Func<DurableTaskClient> Hub(IServiceProvider services, string name)
    {
        var handle = services.GetRequiredKeyedService<TaskHubHandle>(name);
        return () => handle.Client;
    }
}
