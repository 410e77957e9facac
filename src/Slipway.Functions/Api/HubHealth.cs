using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Slipway.Core.Policies.Admission;

namespace Slipway.Functions.Api;

/// <summary>Looks whether the task hub can be read.</summary>
internal sealed partial class HubHealth(TimeProvider time, ILogger<HubHealth> logger)
{
    /// <summary>For so long the task hub may take to answer.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Reads who runs and who waits, or says why that cannot be read; what is in the way exactly is only for the log.</summary>
    public async Task<(AdmissionQueue? Queue, string? Reason)> LookAsync(DurableTaskClient client, CancellationToken left)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(left, limit.Token);
        try
        {
            return (await QueueView.QueueAsync(client, ends.Token), null);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return (null, $"The task hub has not answered for {Patience.TotalSeconds} seconds.");
        }
#pragma warning disable CA1031 // Whatever keeps the task hub from being read is the answer.
        catch (Exception exception) when (!left.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogUnreadable(exception);
            return (null, "The task hub cannot be read; the host's log says why.");
        }
    }

    [LoggerMessage(LogLevel.Warning, "The task hub cannot be read, and whoever asks is told that the host is not ready.")]
    private partial void LogUnreadable(Exception exception);
}
