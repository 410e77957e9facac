using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;

namespace Slipway.LocalHost.Testing;

/// <summary>
/// A fixture's client: it outlives crashes and restarts, and time passes while it waits for an orchestration to end. A call that comes
/// during a crash waits for the restart; one that was under way fails, as it would for a client of a host that crashed.
/// </summary>
internal sealed class FixtureClient(FixtureHost host) : DurableTaskClient("TestHubName")
{
    public override DurableEntityClient Entities => Running().Entities;

    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
        => await (await RunningAsync(cancellation).ConfigureAwait(false))
            .ScheduleNewOrchestrationInstanceAsync(orchestratorName, input, options, cancellation).ConfigureAwait(false);

    public override async Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
        => await (await RunningAsync(cancellation).ConfigureAwait(false))
            .RaiseEventAsync(instanceId, eventName, eventPayload, cancellation).ConfigureAwait(false);

    public override async Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
        => await (await RunningAsync(cancellation).ConfigureAwait(false))
            .WaitForInstanceStartAsync(instanceId, getInputsAndOutputs, cancellation).ConfigureAwait(false);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
        => host.Driver.EndOfAsync(instanceId, strict: false, cancellation);

    public override async Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
        => await (await RunningAsync(cancellation).ConfigureAwait(false))
            .TerminateInstanceAsync(instanceId, options, cancellation).ConfigureAwait(false);

    public override async Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
        => await (await RunningAsync(cancellation).ConfigureAwait(false))
            .SuspendInstanceAsync(instanceId, reason, cancellation).ConfigureAwait(false);

    public override async Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
        => await (await RunningAsync(cancellation).ConfigureAwait(false))
            .ResumeInstanceAsync(instanceId, reason, cancellation).ConfigureAwait(false);

    public override async Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
        => await (await RunningAsync(cancellation).ConfigureAwait(false))
            .GetInstancesAsync(instanceId, getInputsAndOutputs, cancellation).ConfigureAwait(false);

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
        => Running().GetAllInstancesAsync(filter);

    public override async Task<Page<string>> ListInstanceIdsAsync(
        IEnumerable<OrchestrationRuntimeStatus>? runtimeStatus = null,
        DateTimeOffset? completedTimeFrom = null,
        DateTimeOffset? completedTimeTo = null,
        int pageSize = OrchestrationQuery.DefaultPageSize,
        string? lastInstanceKey = null,
        CancellationToken cancellation = default)
        => await (await RunningAsync(cancellation).ConfigureAwait(false))
            .ListInstanceIdsAsync(runtimeStatus, completedTimeFrom, completedTimeTo, pageSize, lastInstanceKey, cancellation)
            .ConfigureAwait(false);

    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
        => await (await RunningAsync(cancellation).ConfigureAwait(false))
            .PurgeInstanceAsync(instanceId, options, cancellation).ConfigureAwait(false);

    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
        => await (await RunningAsync(cancellation).ConfigureAwait(false))
            .PurgeAllInstancesAsync(filter, options, cancellation).ConfigureAwait(false);

    public override async Task<string> RestartAsync(
        string instanceId, bool restartWithNewInstanceId = false, CancellationToken cancellation = default)
        => await (await RunningAsync(cancellation).ConfigureAwait(false))
            .RestartAsync(instanceId, restartWithNewInstanceId, cancellation).ConfigureAwait(false);

    public override async Task RewindInstanceAsync(string instanceId, string reason, CancellationToken cancellation = default)
        => await (await RunningAsync(cancellation).ConfigureAwait(false))
            .RewindInstanceAsync(instanceId, reason, cancellation).ConfigureAwait(false);

    public override async Task<IList<HistoryEvent>> GetOrchestrationHistoryAsync(
        string instanceId, CancellationToken cancellation = default)
        => await (await RunningAsync(cancellation).ConfigureAwait(false))
            .GetOrchestrationHistoryAsync(instanceId, cancellation).ConfigureAwait(false);

    /// <summary>Does nothing: the client belongs to the fixture.</summary>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask<DurableTaskClient> RunningAsync(CancellationToken cancellationToken)
        => (await host.RunningAsync(cancellationToken).ConfigureAwait(false)).Client;

    private DurableTaskClient Running() => host.Current.Client;
}
