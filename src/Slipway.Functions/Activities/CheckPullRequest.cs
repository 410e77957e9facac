using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using Slipway.Core.Ports;

namespace Slipway.Functions.Activities;

/// <summary>Looks at the workflow's pull request: the slow way to learn that somebody merged it, where no webhook tells.</summary>
internal sealed class CheckPullRequest(IGitPlatform platform, RunningWork running, IOptions<SlipwayOptions> options)
{
    [Function(nameof(CheckPullRequest))]
    public Task<StepResult<PullRequestCheck>> RunAsync(
        [ActivityTrigger] CheckPullRequestInput input, CancellationToken cancellationToken) =>
        StepResult.FromAsync<PullRequestCheck>(running, input.Workspace.WorkflowId, input.Stops, async token =>
        {
            var found = await platform.FindPullRequestAsync(input.Workspace.Repository, input.Workspace.Branch, token);
            return StepResult.Succeeded(new PullRequestCheck(
                found?.State == "merged", TimeSpan.FromMinutes(options.Value.PullRequestPollMinutes)));
        }, cancellationToken);
}
