using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using Slipway.Core.Ports;
using Slipway.Functions.Entities;

namespace Slipway.Functions.Activities;

/// <summary>Looks at the workflow's pull request: the slow way to learn what a webhook should have told, and the sure way to learn
/// whether what it told still holds.</summary>
internal sealed class CheckPullRequest(
    IGitPlatform platform, IPullRequestReviews reviews, IPlatformChecks checks, IQualityGate gate, RunningWork running, DurableUsage usage,
    IOptions<SlipwayOptions> options)
{
    [Function(nameof(CheckPullRequest))]
    public Task<StepResult<PullRequestCheck>> RunAsync(
        [ActivityTrigger] CheckPullRequestInput input, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        usage.Over(client);
        return StepResult.FromAsync<PullRequestCheck>(running, input.Workspace.WorkflowId, input.Stops, async token =>
        {
            var repository = input.Workspace.Repository;
            var found = await platform.FindPullRequestAsync(repository, input.Workspace.Branch, token);
            var look = new PullRequestCheck(found?.State == "merged", TimeSpan.FromMinutes(options.Value.PullRequestPollMinutes))
            {
                Closed = found?.State == "closed",
            };
            if (found is not { State: "open" } || input.HeadSha is not { } head)
            {
                return StepResult.Succeeded(look);
            }

            return StepResult.Succeeded(look with
            {
                HeadSha = found.HeadSha,
                Review = await reviews.FindAsync(repository, found.Number, head, input.Author, token),
                Failed = await checks.FindAsync(repository, head, token) is null ? [] : await FailedAsync(input, token),
            });
        }, cancellationToken);
    }

    private async Task<IReadOnlyList<GateResult>> FailedAsync(CheckPullRequestInput input, CancellationToken cancellationToken)
    {
        var failed = new List<GateResult>();
        foreach (var spec in input.Gates ?? [])
        {
            var run = RunGate.RunOf(input.Workspace, spec, input.HeadSha);
            if (await gate.RunAsync(run, cancellationToken) is { Passed: false, IsPending: false } result)
            {
                failed.Add(result);
            }
        }

        return failed;
    }
}
