using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Core.Security;
using Slipway.Functions.Entities;
using Slipway.Functions.Live;

namespace Slipway.Functions.Activities;

/// <summary>Has the agent change the code, and commits and pushes what it left. The diff decides whether it did anything.</summary>
internal sealed class WriteCode(AgentSteps agents, IWorkspaces workspaces, RunningWork running, DurableUsage usage, AgentFeeds feeds)
{
    private const int MaxNames = 50;

    [Function(nameof(WriteCode))]
    public Task<StepResult<BranchState>> RunAsync(
        [ActivityTrigger] AgentStepInput input, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        usage.Over(client);
        feeds.Over(client);
        return StepResult.FromAsync<BranchState>(running, input.Workspace.WorkflowId, input.Stops, async token =>
        {
            // A run that died after its commit has left nothing to do but to find it.
            await workspaces.ResetAsync(input.Workspace, token);
            if (await workspaces.FindCommitAsync(input.Workspace, input.Marker, token) is { } found)
            {
                return Succeeded(found);
            }

            var outcome = await agents.RunAsync(input.Mode == AgentMode.Merge ? await MergeBaseAsync(input, token) : input, token);
            if (outcome.Judge(treeChanged: true).Kind != AgentOutcomeKind.Succeeded)
            {
                // Whatever it left is no result. Committed, the next attempt would find it and take it for one.
                return agents.Failed<BranchState>(outcome);
            }

            if (input.Mode == AgentMode.Merge && await workspaces.FindConflictsAsync(input.Workspace, token) is { Count: > 0 } left)
            {
                return StepResult.Failed<BranchState>(
                    ErrorCodes.AgentFailed, ErrorCategory.AgentFailed, $"The agent left conflict markers in: {Names(left)}.") with
                {
                    Usage = AgentUsage.Of(outcome),
                };
            }

            var from = await agents.TakeAsync(workspaces, input.Workspace, outcome, token);

            // Where a conflict has gone by itself, an agent has nothing to change.
            var after = await CommitAsync(input, token);
            outcome = outcome.Judge(
                treeChanged: input.Mode == AgentMode.Merge || after.HeadSha != (input.HeadSha ?? input.Workspace.Repository.BaseSha));
            return outcome.Kind == AgentOutcomeKind.Succeeded
                ? Succeeded(after, from) with { Log = outcome.Log?.Sha256, Usage = AgentUsage.Of(outcome) }
                : agents.Failed<BranchState>(outcome);
        }, cancellationToken);
    }

    /// <summary>Brings the base branch into the worktree, and tells the agent what conflicts there.</summary>
    private async Task<AgentStepInput> MergeBaseAsync(AgentStepInput input, CancellationToken cancellationToken)
    {
        var conflicts = await workspaces.MergeBaseAsync(input.Workspace, cancellationToken);
        var found = conflicts.Count == 0
            ? "Git finds no conflict any more. Make sure that the result does what the requirement asks for."
            : $"Files in conflict: {Names(conflicts)}.";
        return input with { Feedback = $"{input.Feedback}\n{found}".TrimStart() };
    }

    private static string Names(IReadOnlyList<string> files) =>
        string.Join(", ", files.Take(MaxNames)) + (files.Count > MaxNames ? $" and {files.Count - MaxNames} more" : "");

    private Task<BranchState> CommitAsync(AgentStepInput input, CancellationToken cancellationToken)
    {
        var subject = Sanitiser.Line(input.Requirement, input.Mode == AgentMode.Code ? 72 : 67);
        return workspaces.CommitAsync(
            input.Workspace, input.Mode == AgentMode.Code ? subject : $"Fix: {subject}", input.Marker, cancellationToken);
    }

    private static StepResult<BranchState> Succeeded(BranchState branch, string from = "")
    {
        var (files, insertions, deletions) = branch.Diff;
        return StepResult.Succeeded(
            branch, $"{files} {(files == 1 ? "file" : "files")}, +{insertions} -{deletions}, commit {branch.HeadSha[..7]}.{from}");
    }
}
