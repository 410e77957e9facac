using Microsoft.Azure.Functions.Worker;
using Slipway.Core.Ports;

namespace Slipway.Functions.Activities;

/// <summary>Ends what a workflow has running and no longer waits for: its activities and their processes.</summary>
internal sealed class StopWork(RunningWork running, IProcessSupervisor processes)
{
    [Function(nameof(StopWork))]
    public async Task RunAsync([ActivityTrigger] StopWorkInput input, CancellationToken cancellationToken)
    {
        await running.StopAsync(input.WorkflowId, input.Stops, cancellationToken);
        await processes.StopAsync(input.WorkflowId, cancellationToken);
    }
}
