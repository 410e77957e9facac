using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Slipway.Core.Ports;
using Slipway.Functions.Entities;

namespace Slipway.Functions.Activities;

/// <summary>Merges the workflow's pull request, or finds it merged.</summary>
internal sealed class MergePullRequest(IGitPlatform platform, RunningWork running, DurableUsage usage)
{
    [Function(nameof(MergePullRequest))]
    public Task<StepResult<PullRequest>> RunAsync(
        [ActivityTrigger] MergePullRequestInput input, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        usage.Over(client);
        return StepResult.FromAsync<PullRequest>(running, input.Workspace.WorkflowId, input.Stops, async token =>
        {
            var pullRequest = await platform.MergeAsync(input.Workspace, input.HeadSha, token);
            return StepResult.Succeeded(pullRequest, $"Pull request #{pullRequest.Number} merged into {pullRequest.BaseBranch}.");
        }, cancellationToken);
    }
}
