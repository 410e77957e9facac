using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Slipway.LocalHost.Durable.Client;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Retention;

/// <summary>Purges the instances that ended long enough ago, a few at a time between the engine's other writes.</summary>
internal sealed partial class RetentionService : IDisposable
{
    private const int MaxPurged = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    private readonly IReadOnlyDictionary<OrchestrationRuntimeStatus, TimeSpan> _policy;
    private readonly InstanceAdministration _administration;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private int _running;

    public RetentionService(
        IReadOnlyDictionary<OrchestrationRuntimeStatus, TimeSpan> policy,
        InstanceAdministration administration,
        TimeProvider time,
        ILogger<RetentionService> logger)
    {
        _policy = policy;
        _administration = administration;
        _time = time;
        _logger = logger;
        _timer = time.CreateTimer(_ => _ = PurgeAsync(), state: null, Interval, Interval);
    }

    /// <summary>30 days for each state in which an instance can end.</summary>
    public static IReadOnlyDictionary<OrchestrationRuntimeStatus, TimeSpan> Default { get; } =
        new Dictionary<OrchestrationRuntimeStatus, TimeSpan>
        {
            [OrchestrationRuntimeStatus.Completed] = TimeSpan.FromDays(30),
            [OrchestrationRuntimeStatus.Failed] = TimeSpan.FromDays(30),
            [OrchestrationRuntimeStatus.Terminated] = TimeSpan.FromDays(30),
        };

    public void Dispose() => _timer.Dispose();

    private async Task PurgeAsync()
    {
        if (Interlocked.Exchange(ref _running, 1) == 1)
        {
            return;
        }

        try
        {
            foreach (var (status, age) in _policy)
            {
                await PurgeAsync(status, _time.GetUtcNow().UtcDateTime - age).ConfigureAwait(false);
            }
        }
        catch (TaskHubException exception)
        {
            LogPutOff(exception, Interval);
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }

    private async Task PurgeAsync(OrchestrationRuntimeStatus status, DateTime before)
    {
        var total = 0;
        int purged;
        do
        {
            purged = await _administration.PurgeExpiredAsync(status, before, MaxPurged).ConfigureAwait(false);
            total += purged;
        }
        while (purged == MaxPurged);
        if (total > 0)
        {
            LogPurged(total, status, before);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Purged {Count} orchestrations that were {Status} before {Before:u}.")]
    private partial void LogPurged(int count, OrchestrationRuntimeStatus status, DateTime before);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old orchestrations could not be purged; the next attempt is in {Interval}.")]
    private partial void LogPutOff(Exception exception, TimeSpan interval);
}
