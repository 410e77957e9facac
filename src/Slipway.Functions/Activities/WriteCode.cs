using Microsoft.Azure.Functions.Worker;
using Slipway.Core.Ports;
using Slipway.Core.Security;

namespace Slipway.Functions.Activities;

/// <summary>Has the agent change the code, and commits and pushes what it left. The diff decides whether it did anything.</summary>
internal sealed class WriteCode(AgentSteps agents, IWorkspaces workspaces, RunningWork running)
{
    [Function(nameof(WriteCode))]
    public Task<StepResult<BranchState>> RunAsync([ActivityTrigger] AgentStepInput input, CancellationToken cancellationToken) =>
        StepResult.FromAsync<BranchState>(running, input.Workspace.WorkflowId, async token =>
        {
            // A run that died after its commit has left nothing to do but to find it.
            await workspaces.ResetAsync(input.Workspace, token);
            if (await workspaces.FindCommitAsync(input.Workspace, input.Marker, token) is { } found)
            {
                return Succeeded(found);
            }

            var outcome = await agents.RunAsync(input, token);
            if (outcome.Judge(treeChanged: true).Kind != AgentOutcomeKind.Succeeded)
            {
                // Whatever it left is no result. Committed, the next attempt would find it and take it for one.
                return AgentSteps.Failed<BranchState>(outcome);
            }

            var after = await CommitAsync(input, token);
            outcome = outcome.Judge(treeChanged: after.HeadSha != (input.HeadSha ?? input.Workspace.Repository.BaseSha));
            return outcome.Kind == AgentOutcomeKind.Succeeded ? Succeeded(after) : AgentSteps.Failed<BranchState>(outcome);
        }, cancellationToken);

    private Task<BranchState> CommitAsync(AgentStepInput input, CancellationToken cancellationToken)
    {
        var subject = Sanitiser.Line(input.Requirement, input.Mode == AgentMode.Fix ? 67 : 72);
        return workspaces.CommitAsync(
            input.Workspace, input.Mode == AgentMode.Fix ? $"Fix: {subject}" : subject, input.Marker, cancellationToken);
    }

    private static StepResult<BranchState> Succeeded(BranchState branch)
    {
        var (files, insertions, deletions) = branch.Diff;
        return StepResult.Succeeded(
            branch, $"{files} {(files == 1 ? "file" : "files")}, +{insertions} -{deletions}, commit {branch.HeadSha[..7]}.");
    }
}
