using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Slipway.Core.Ports;
using Slipway.Functions.Entities;

namespace Slipway.Functions.Activities;

/// <summary>Tells a workflow's pull request how the workflow stands.</summary>
internal sealed class ReportProgress(IGitPlatform platform, RunningWork running, DurableUsage usage)
{
    /// <returns>The commit that it was told of.</returns>
    [Function(nameof(ReportProgress))]
    public Task<StepResult<string>> RunAsync(
        [ActivityTrigger] ReportProgressInput input, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        usage.Over(client);
        return StepResult.FromAsync<string>(running, input.Workspace.WorkflowId, input.Stops, async token =>
        {
            await platform.ReportAsync(input.Workspace, input.Number, input.Report, token);
            return StepResult.Succeeded(input.Report.HeadSha);
        }, cancellationToken);
    }
}
