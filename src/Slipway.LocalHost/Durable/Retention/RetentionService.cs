using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Slipway.LocalHost.Durable.Client;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Retention;

/// <summary>
/// Purges the instances that ended long enough ago. A step is one small commit, and a pause after it leaves the writer to the engine's
/// other work. What the end of the process leaves undone, the next one does.
/// </summary>
internal sealed partial class RetentionService : IDisposable
{
    /// <summary>How many instances a step removes at most.</summary>
    public const int MaxInstances = 100;

    /// <summary>How many events a step removes at most; a longer history is a step of its own.</summary>
    public const int MaxEvents = 20_000;

    /// <summary>How long after the hub was opened it first looks: soon, since a host may not live long.</summary>
    public static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(10);

    /// <summary>How often it looks then.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    /// <summary>How long it rests after each step.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly IReadOnlyDictionary<OrchestrationRuntimeStatus, TimeSpan> _policy;
    private readonly InstanceAdministration _administration;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly ITimer? _timer;
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
        _timer = policy.Count == 0 ? null : time.CreateTimer(_ => _ = PurgeAsync(), state: null, FirstDelay, Interval);
    }

    /// <summary>30 days for each state in which an instance can end.</summary>
    public static IReadOnlyDictionary<OrchestrationRuntimeStatus, TimeSpan> Default { get; } =
        new Dictionary<OrchestrationRuntimeStatus, TimeSpan>
        {
            [OrchestrationRuntimeStatus.Completed] = TimeSpan.FromDays(30),
            [OrchestrationRuntimeStatus.Failed] = TimeSpan.FromDays(30),
            [OrchestrationRuntimeStatus.Terminated] = TimeSpan.FromDays(30),
        };

    public void Dispose()
    {
        _timer?.Dispose();
        _stop.Cancel();
    }

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
        catch (Exception exception)
            when (_stop.IsCancellationRequested && exception is OperationCanceledException or TaskHubClosedException)
        {
            // The hub closes in the midst of it.
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
        try
        {
            while (await _administration.PurgeExpiredAsync(status, before, MaxInstances, MaxEvents).ConfigureAwait(false)
                is > 0 and var purged)
            {
                total += purged;
                await Task.Delay(Pause, _time, _stop.Token).ConfigureAwait(false);
            }
        }
        finally
        {
            if (total > 0)
            {
                LogPurged(total, status, before);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Purged {Count} orchestrations that were {Status} before {Before:u}.")]
    private partial void LogPurged(int count, OrchestrationRuntimeStatus status, DateTime before);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old orchestrations could not be purged; the next attempt is in {Interval}.")]
    private partial void LogPutOff(Exception exception, TimeSpan interval);
}
