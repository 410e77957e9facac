using Microsoft.Azure.Functions.Worker;
using Slipway.Core.Ports;

namespace Slipway.Functions.Activities;

/// <summary>Takes over commits that somebody else pushed to the workflow's branch.</summary>
internal sealed class PullBranch(IWorkspaces workspaces, RunningWork running)
{
    [Function(nameof(PullBranch))]
    public Task<StepResult<PulledBranch>> RunAsync([ActivityTrigger] PullBranchInput input, CancellationToken cancellationToken) =>
        StepResult.FromAsync<PulledBranch>(
            running, input.Workspace.WorkflowId, input.Stops,
            async token => StepResult.Succeeded(new PulledBranch(await workspaces.PullAsync(input.Workspace, input.KnownSha, token))),
            cancellationToken);
}
