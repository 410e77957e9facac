using Microsoft.Azure.Functions.Worker;
using Slipway.Core.Ports;

namespace Slipway.Functions.Activities;

/// <summary>Checks the repository and makes the workflow's worktree, or finds it.</summary>
internal sealed class PrepareWorkspace(IWorkspaces workspaces, RunningWork running)
{
    [Function(nameof(PrepareWorkspace))]
    public Task<StepResult<Workspace>> RunAsync([ActivityTrigger] PrepareWorkspaceInput input, CancellationToken cancellationToken) =>
        StepResult.FromAsync<Workspace>(running, input.WorkflowId, input.Stops, async token =>
        {
            var repository = await workspaces.InspectAsync(input.Repository, input.BaseBranch, token);
            var workspace = input.Anew
                ? await workspaces.OpenAnewAsync(input.WorkflowId, repository, token)
                : await workspaces.OpenAsync(input.WorkflowId, repository, token);
            var begun = workspace.Repository;
            return StepResult.Succeeded(workspace, $"Branch {workspace.Branch} from {begun.BaseBranch} at {begun.BaseSha[..7]}.");
        }, cancellationToken);
}
