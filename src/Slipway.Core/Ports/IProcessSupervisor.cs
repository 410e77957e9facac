namespace Slipway.Core.Ports;

/// <summary>Knows the processes that workflows have running on this machine.</summary>
public interface IProcessSupervisor
{
    /// <summary>Ends everything a workflow has running: asks first, then kills the whole process group.</summary>
    /// <returns>How many processes were ended.</returns>
    Task<int> StopAsync(string workflowId, CancellationToken cancellationToken);

    /// <summary>Ends what an earlier host on the same data directory left running when it died.</summary>
    /// <returns>How many processes were ended.</returns>
    Task<int> StopOrphansAsync(CancellationToken cancellationToken);
}
