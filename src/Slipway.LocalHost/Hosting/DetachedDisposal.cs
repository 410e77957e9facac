using Microsoft.Extensions.Logging;

namespace Slipway.LocalHost.Hosting;

/// <summary>
/// Disposes the services of an orchestrator's turn, which must not wait for anything that its orchestration did not ask for.
/// </summary>
internal static class DetachedDisposal
{
    /// <summary>Disposes and does not wait for the end; what goes wrong is logged.</summary>
    public static void Start(IAsyncDisposable services, ILogger logger)
    {
        var disposal = services.DisposeAsync();
        if (!disposal.IsCompletedSuccessfully)
        {
            _ = disposal.AsTask().ContinueWith(
                task => HostLog.DisposalFailed(logger, task.Exception!),
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }
}
