using Microsoft.Azure.Functions.Worker;
using Slipway.Core.Ports;

namespace Slipway.Functions.Activities;

/// <summary>Ends steps that a workflow no longer waits for: their activities, and so the processes these started.</summary>
internal sealed class StopSteps(RunningWork running, IProcessSupervisor processes)
{
    [Function(nameof(StopSteps))]
    public async Task RunAsync([ActivityTrigger] StopStepsInput input, CancellationToken cancellationToken)
    {
        await Task.WhenAll(input.Steps.Select(
            step => running.StopAsync(StopStep.WorkOf(input.WorkflowId, step.Step), step.Stops, cancellationToken)));
        if (input.Everything)
        {
            await processes.StopAsync(input.WorkflowId, cancellationToken);
        }
    }
}
