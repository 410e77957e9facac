using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Slipway.Core.Ports;
using Slipway.Core.Security;
using Slipway.Functions.Entities;

namespace Slipway.Functions.Activities;

/// <summary>Opens the workflow's pull request, or finds and updates it.</summary>
internal sealed class OpenPullRequest(IGitPlatform platform, RunningWork running, DurableUsage usage)
{
    [Function(nameof(OpenPullRequest))]
    public Task<StepResult<PullRequest>> RunAsync(
        [ActivityTrigger] OpenPullRequestInput input, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        usage.Over(client);
        return StepResult.FromAsync<PullRequest>(running, input.Workspace.WorkflowId, input.Stops, async token =>
        {
            var pullRequest = await platform.OpenPullRequestAsync(input.Workspace, Text(input), token);
            return StepResult.Succeeded(pullRequest, $"Pull request #{pullRequest.Number}: {pullRequest.Url}");
        }, cancellationToken);
    }

    private static PullRequestText Text(OpenPullRequestInput input)
    {
        var plan = input.Plan is { } artifact ? $"\n\nPlan: artifact `{artifact.Sha256}`." : "";
        return new PullRequestText(
            Sanitiser.Line(input.Requirement, 72),
            $"{input.Requirement.Trim()}\n\nMade by `{Sanitiser.Line(input.Agent, 120).Replace('`', '\'')}` "
            + $"in workflow `{input.Workspace.WorkflowId}`.{plan}\n",
            input.Settings);
    }
}
