using Microsoft.Azure.Functions.Worker;
using Slipway.Core;
using Slipway.Core.Ports;

namespace Slipway.Functions.Activities;

/// <summary>Checks the repository and makes the workflow's worktree, or finds it.</summary>
internal sealed class PrepareWorkspace(IWorkspaces workspaces, IGitPlatform platform, RunningWork running)
{
    [Function(nameof(PrepareWorkspace))]
    public Task<StepResult<Workspace>> RunAsync([ActivityTrigger] PrepareWorkspaceInput input, CancellationToken cancellationToken) =>
        StepResult.FromAsync<Workspace>(running, input.WorkflowId, input.Stops, async token =>
        {
            var repository = await workspaces.InspectAsync(input.Repository, input.BaseBranch, token);
            var workspace = input switch
            {
                { PullRequest: { } number } => await workspaces.OpenOnAsync(
                    input.WorkflowId, repository, await FindAsync(repository, number, token), token),
                { Anew: true } => await workspaces.OpenAnewAsync(input.WorkflowId, repository, token),
                _ => await workspaces.OpenAsync(input.WorkflowId, repository, token),
            };
            var begun = workspace.Repository;
            return StepResult.Succeeded(workspace, $"Branch {workspace.Branch} from {begun.BaseBranch} at {begun.BaseSha[..7]}.");
        }, cancellationToken);

    private async Task<PullRequest> FindAsync(RepositoryInfo repository, int number, CancellationToken cancellationToken) =>
        await platform.GetPullRequestAsync(repository, number, cancellationToken) ?? throw new SlipwayException(
            ErrorCodes.PullRequestUnusable, $"'{repository.Path}' has no pull request {number}. Name one that is open.");
}
