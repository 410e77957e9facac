using System.Collections.Immutable;
using System.Globalization;
using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Slipway.LocalHost.Durable.Entities;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Tracing;
using Slipway.LocalHost.Storage;
using CoreEvent = DurableTask.Core.History.HistoryEvent;

namespace Slipway.LocalHost.Durable.Client;

/// <summary>
/// The client of an embedded task hub. What it returns from is on disk. Errors are those of the Functions host with Azure Storage: a
/// missing instance is an <see cref="ArgumentException"/>, one that has ended an <see cref="InvalidOperationException"/>.
/// </summary>
internal sealed class LocalDurableTaskClient(
    string name,
    InstanceAdministration administration,
    InstanceOperations operations,
    TaskHubReader reader,
    ChangeNotifier changes,
    PayloadLimit payloads,
    LocalEntityClient entities)
    : DurableTaskClient(name), ILocalClient
{
    private const int MaxPageSize = 1_000;

    public InstanceOperations Operations => operations;

    /// <summary>Whether a start takes the place of an active instance of its id, unless its options name states that refuse it.</summary>
    public bool ReplacesActive { get; init; }

    /// <summary>Whether an event for an instance that is missing or has ended is an error.</summary>
    public bool RefusesLostEvents { get; init; } = true;

    /// <inheritdoc/>
    public override DurableEntityClient Entities => entities;

    /// <inheritdoc/>
    /// <exception cref="OrchestrationAlreadyExistsException">An active instance has the id, or one in a state the options name.</exception>
    /// <exception cref="ArgumentException">The instance id is not allowed, or the input is too large.</exception>
    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(orchestratorName.Name);
        var instanceId = options?.InstanceId is { } given ? InstanceIds.Validate(given) : Guid.NewGuid().ToString("N");
        var start = new ExecutionStarted(
            default,
            orchestratorName.Name,
            options?.Version?.Version ?? string.Empty,
            payloads.Serialize(input, $"The input of orchestrator '{orchestratorName}'"),
            Generation: 1,
            Parent: null,
            options is { Tags.Count: > 0 } ? new Dictionary<string, string>(options.Tags, StringComparer.Ordinal) : null,
            options?.StartAt?.UtcDateTime);
        await StartAsync(instanceId, start, options?.DedupeStatuses ?? (ReplacesActive ? [] : null), cancellation).ConfigureAwait(false);
        return instanceId;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    /// <exception cref="InvalidOperationException">The instance has ended.</exception>
    public override async Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        var payload = payloads.Serialize(eventPayload, $"The payload of event '{eventName}'");
        using var span = EngineSpans.RaiseEvent(instanceId, eventName);
        try
        {
            await administration
                .SendAsync(
                    instanceId,
                    "receive an event",
                    new EventRaised(default, eventName, payload),
                    ignoreEnded: !RefusesLostEvents,
                    cancellation)
                .ConfigureAwait(false);
        }
        catch (ArgumentException) when (!RefusesLostEvents)
        {
            // There is no such instance: the event is lost, as the settings say.
        }
    }

    /// <inheritdoc/>
    /// <remarks>Waits for an instance that does not exist yet, too.</remarks>
    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, getInputsAndOutputs, instance => instance.Status != OrchestrationRuntimeStatus.Pending, cancellation);

    /// <inheritdoc/>
    /// <remarks>Waits for an instance that does not exist yet, too.</remarks>
    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, getInputsAndOutputs, instance => instance.HasEnded, cancellation);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    /// <exception cref="InvalidOperationException">The instance has ended.</exception>
    public override Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        var output = payloads.Serialize(options?.Output, "The output");
        return administration.SendAsync(
            instanceId,
            "be terminated",
            new ExecutionTerminated(default, output, options?.Recursive ?? false),
            ignoreEnded: false,
            cancellation);
    }

    /// <inheritdoc/>
    /// <remarks>Nothing happens when the instance is suspended or has ended.</remarks>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        administration.SendAsync(
            instanceId, "be suspended", new ExecutionSuspended(default, reason), ignoreEnded: true, cancellation);

    /// <inheritdoc/>
    /// <remarks>Nothing happens when the instance is not suspended.</remarks>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        administration.SendAsync(
            instanceId, "be resumed", new ExecutionResumed(default, reason), ignoreEnded: true, cancellation);

    /// <inheritdoc/>
    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var instance = reader.ReadInstance(instanceId, getInputsAndOutputs);
        return Task.FromResult(instance is null ? null : ToMetadata(instance, getInputsAndOutputs));
    }

    /// <inheritdoc/>
    /// <remarks>In the order they were started; the continuation token is the place after a page's last instance.</remarks>
    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
    {
        filter ??= new OrchestrationQuery();
        return Pageable.Create((token, pageSizeHint, cancellation) =>
        {
            cancellation.ThrowIfCancellationRequested();
            var limit = PageSize(pageSizeHint ?? filter.PageSize);
            var instances = reader.List(new InstanceFilter
            {
                CreatedFrom = filter.CreatedFrom?.UtcDateTime,
                CreatedTo = filter.CreatedTo?.UtcDateTime,
                Statuses = [.. filter.Statuses ?? []],
                Name = (filter as InstanceQuery)?.Name,
                Tag = (filter as InstanceQuery)?.Tag,
                InstanceIdPrefix = filter.InstanceIdPrefix,
                WithPayloads = filter.FetchInputsAndOutputs,
                AfterKey = ParseToken(token ?? filter.ContinuationToken),
                Limit = limit,
            });
            return Task.FromResult(new Page<OrchestrationMetadata>(
                [.. instances.Select(instance => ToMetadata(instance, filter.FetchInputsAndOutputs))], NextToken(instances, limit)));
        });
    }

    /// <inheritdoc/>
    /// <remarks>The key of a page's last instance is its continuation token.</remarks>
    public override Task<Page<string>> ListInstanceIdsAsync(
        IEnumerable<OrchestrationRuntimeStatus>? runtimeStatus = null,
        DateTimeOffset? completedTimeFrom = null,
        DateTimeOffset? completedTimeTo = null,
        int pageSize = OrchestrationQuery.DefaultPageSize,
        string? lastInstanceKey = null,
        CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var limit = PageSize(pageSize);
        var instances = reader.List(new InstanceFilter
        {
            CompletedFrom = completedTimeFrom?.UtcDateTime ?? DateTime.MinValue,
            CompletedTo = completedTimeTo?.UtcDateTime,
            Statuses = [.. runtimeStatus ?? []],
            AfterKey = ParseToken(lastInstanceKey),
            Limit = limit,
        });
        return Task.FromResult(new Page<string>([.. instances.Select(instance => instance.InstanceId)], NextToken(instances, limit)));
    }

    /// <inheritdoc/>
    /// <remarks>An instance that has not ended is not purged, and counts as none.</remarks>
    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default) =>
        new(await administration.PurgeAsync(instanceId, options?.Recursive ?? false, cancellation).ConfigureAwait(false), isComplete: true);

    /// <inheritdoc/>
    public override Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return administration.PurgeAsync(filter, options?.Recursive ?? false, cancellation);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    /// <exception cref="InvalidOperationException">It has not ended, and is to be restarted under its own id.</exception>
    public override async Task<string> RestartAsync(
        string instanceId, bool restartWithNewInstanceId = false, CancellationToken cancellation = default)
    {
        var instance = reader.ReadInstance(instanceId, withPayloads: true) ?? throw InstanceAdministration.NotFound(instanceId);
        if (!restartWithNewInstanceId && !instance.HasEnded)
        {
            throw new InvalidOperationException(
                $"Orchestration '{instanceId}' is {instance.Status}: it can be restarted under its own id once it has ended.");
        }

        var newId = restartWithNewInstanceId ? Guid.NewGuid().ToString("N") : instanceId;
        var start = new ExecutionStarted(
            default, instance.Name, instance.Version, instance.Input, Generation: 1, Parent: null, instance.Tags);
        await StartAsync(newId, start, dedupeStatuses: null, cancellation).ConfigureAwait(false);
        return newId;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Failed calls are taken out of the history and made again, failed children are rewound too; all that was finished stays finished.
    /// </remarks>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    /// <exception cref="InvalidOperationException">The instance has not failed.</exception>
    public override Task RewindInstanceAsync(string instanceId, string reason, CancellationToken cancellation = default) =>
        Operations.Rewinding.RewindAsync(instanceId, reason, cancellation);

    /// <inheritdoc/>
    /// <remarks>
    /// The history of the current generation. An activity's input is in it as the real host stores it: an array of one value.
    /// </remarks>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    public override Task<IList<CoreEvent>> GetOrchestrationHistoryAsync(string instanceId, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var history = reader.ReadHistory(instanceId) ?? throw InstanceAdministration.NotFound(instanceId);
        return Task.FromResult<IList<CoreEvent>>(history.ConvertAll(value => HistoryMapping.Map(value, instanceId)));
    }

    /// <summary>Does nothing: the client belongs to the engine.</summary>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static int PageSize(int asked) => asked <= 0 ? OrchestrationQuery.DefaultPageSize : Math.Min(asked, MaxPageSize);

    private static long ParseToken(string? token) =>
        string.IsNullOrEmpty(token) ? 0
            : long.TryParse(token, CultureInfo.InvariantCulture, out var key) ? key
            : throw new ArgumentException(
                $"'{token}' is not a continuation token of this task hub: pass on the one that came with a page.");

    private static string? NextToken(List<InstanceRow> page, int limit) =>
        page.Count < limit ? null : page[^1].Key.ToString(CultureInfo.InvariantCulture);

    private async Task StartAsync(
        string instanceId, ExecutionStarted start, IReadOnlyList<string>? dedupeStatuses, CancellationToken cancellationToken)
    {
        using var span = EngineSpans.CreateOrchestration(instanceId, start);
        var trace = span is null ? null : TracePlace.Write(span.Context);
        await administration.StartAsync(instanceId, start, dedupeStatuses, trace, cancellationToken).ConfigureAwait(false);
    }

    private async Task<OrchestrationMetadata> WaitAsync(
        string instanceId, bool withPayloads, Func<InstanceRow, bool> isWanted, CancellationToken cancellationToken)
    {
        try
        {
            var instance = await changes
                .WaitAsync(
                    instanceId,
                    () => administration.FindActive(instanceId) ?? reader.ReadInstance(instanceId, withPayloads),
                    isWanted,
                    cancellationToken)
                .ConfigureAwait(false);
            return ToMetadata(instance, withPayloads);
        }
        catch (TaskCanceledException exception) when (cancellationToken.IsCancellationRequested)
        {
            // The real client's exception is exactly this type.
            throw new OperationCanceledException($"The wait for '{instanceId}' was cancelled.", exception, cancellationToken);
        }
    }

    private OrchestrationMetadata ToMetadata(InstanceRow instance, bool withPayloads) => new(instance.Name, instance.InstanceId)
    {
        RuntimeStatus = instance.Status,
        CreatedAt = new DateTimeOffset(instance.CreatedAt),
        LastUpdatedAt = new DateTimeOffset(instance.UpdatedAt),
        Tags = instance.Tags ?? (IReadOnlyDictionary<string, string>)ImmutableDictionary<string, string>.Empty,
        DataConverter = withPayloads ? payloads.Converter : null,
        SerializedInput = withPayloads ? instance.Input : null,
        SerializedOutput = withPayloads ? instance.Output : null,
        SerializedCustomStatus = withPayloads ? instance.CustomStatus : null,
        FailureDetails = withPayloads ? instance.Failure?.ToDetails() : null,
    };
}
