using System.Net;
using Slipway.Core;
using Slipway.Core.Ports;
using Slipway.Integrations.Git.GitHub;
using Slipway.Tests.Contracts;

namespace Slipway.Integrations.Tests.GitHub;

/// <summary>The client against GitHub's own description of its API. With it installed, the requests of every other test that uses the
/// loopback GitHub are held to it, too.</summary>
public sealed class GitHubContractTests
{
    private const string Sha = "6dcb09b5b57875f334f61aebed695e2e4193db5e";

    private static readonly CancellationToken None = CancellationToken.None;

    [GitHubContractFact]
    public async Task A_request_that_does_not_fit_the_description_is_refused()
    {
        await using var scene = await GitHubScene.StartAsync();

        await RefusedAsync(HttpMethod.Post, "/pulls", new { title = "T", head = "a" });
        await RefusedAsync(HttpMethod.Post, $"/statuses/{Sha}", new { state = "great", context = "ci" });
        await RefusedAsync(HttpMethod.Get, "/pulls/seven", null);
        await RefusedAsync(HttpMethod.Get, "/nowhere", null);
        Assert.Equal(4, scene.Server.TakeViolations().Count);

        async Task RefusedAsync(HttpMethod method, string path, object? body)
        {
            var refused = await Assert.ThrowsAsync<SlipwayException>(
                () => scene.Client.SendAsync(method, GitHubScene.Shop, path, body, None));
            Assert.Contains("Breaks GitHub's contract", refused.Message, StringComparison.Ordinal);
        }
    }

    [GitHubContractFact]
    public async Task The_descriptions_own_examples_are_read()
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Server.AnswersWithExamples = true;

        // The only one in the example is a pull request.
        Assert.Empty(await scene.Issues.ListAsync(GitHubScene.Shop, ["bug"], None).ToListAsync());
        await scene.Issues.AssignAsync(GitHubScene.Shop, 1, "octocat", None);
        await scene.Issues.CommentAsync(GitHubScene.Shop, 1, "wf-1", "Planning.", None);
        await scene.Issues.CloseAsync(GitHubScene.Shop, 1, None);
        await scene.Commits.SetStatusAsync(GitHubScene.Shop, Sha, "slipway", "success", "Done.", None);
        await scene.Commits.SetCheckRunAsync(
            GitHubScene.Shop, Sha, new CheckRunText("slipway", "wf-1/gates", "success", "Gates", "They passed."), None);
        var checks = await new GitHubChecks(scene.Client, remotes: null!, scene.Options, TimeProvider.System)
            .FindAsync(GitHubScene.Shop, "main", Sha, None);
        Assert.Contains(checks, check => check is { Name: "mighty_readme", State: PlatformCheckState.Passed });
        Assert.Contains(checks, check => check is { Name: "continuous-integration/jenkins", State: PlatformCheckState.Passed });
    }

    [GitHubContractFact]
    public async Task The_examples_of_pull_requests_and_reviews_are_read()
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Server.AnswersWithExamples = true;
        var pull = (await scene.Client.GetAsync(GitHubScene.Shop, "/pulls/1347", None)).Read<PullRequestData>();
        var merge = await scene.Client.SendAsync(
            HttpMethod.Put, GitHubScene.Shop, "/pulls/1347/merge", new { sha = Sha, merge_method = "squash" }, None);

        Assert.Equal((1347, "new-topic", "open"), (pull.Number, pull.Head.Ref, pull.State));
        Assert.Equal(HttpStatusCode.OK, merge.Status);

        // Nobody in the example decides about this commit; that it was read is what counts.
        Assert.Null(await new GitHubReviews(scene.Client, remotes: null!, scene.Access).FindAsync(
            GitHubScene.Shop, 1347, Sha, author: null, None));
    }
}
