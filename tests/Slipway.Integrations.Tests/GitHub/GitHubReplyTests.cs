using Slipway.Core.Ports;
using Slipway.Integrations.Git.GitHub;
using Slipway.Tests.Contracts;

namespace Slipway.Integrations.Tests.GitHub;

/// <summary>What workflows say on pull requests: in threads, and else as ordinary comments.</summary>
public sealed class GitHubReplyTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_review_comment_is_answered_in_its_thread_once_and_the_answer_can_change()
    {
        await using var scene = await GitHubScene.StartAsync();
        var comment = scene.Server.AddReviewComment("ada", "Too long.");
        scene.Server.AddReviewComment("eve", "Done. <!-- slipway:wf-1/answer -->", comment);

        await SayAsync(scene, "Done.", comment);
        await SayAsync(scene, "Done.", comment);
        await SayAsync(scene, "Done in abc.", comment);

        var answer = scene.Server.Threads[^1];
        Assert.Equal(3, scene.Server.Threads.Count);
        Assert.Equal(("Done in abc.\n\n<!-- slipway:wf-1/answer -->", $"{comment}"), ($"{answer["body"]}", $"{answer["in_reply_to_id"]}"));
        Assert.Empty(scene.Server.Comments);
        Assert.Single(scene.Server.Requests, request => request.StartsWith("POST", StringComparison.Ordinal));
        Assert.Single(scene.Server.Requests, request => request.StartsWith("PATCH", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_to_an_answer_goes_to_the_comment_that_the_thread_begins_with()
    {
        await using var scene = await GitHubScene.StartAsync();
        var first = scene.Server.AddReviewComment("ada", "Too long.");
        var second = scene.Server.AddReviewComment("ada", "By much.", first);

        await SayAsync(scene, "Done.", second);

        Assert.Equal($"{first}", $"{scene.Server.Threads[^1]["in_reply_to_id"]}");
    }

    [Fact]
    public async Task Where_the_comment_is_gone_or_none_is_named_it_is_an_ordinary_one()
    {
        await using var scene = await GitHubScene.StartAsync();

        await SayAsync(scene, "Done.", 77);
        await SayAsync(scene, "Done.", null);
        await new GitHubReplies(scene.Client, scene.Issues).SayAsync(
            GitHubScene.Shop, 4, new PullRequestReply("wf-1/other", "Done."), None);

        Assert.Empty(scene.Server.Threads);
        Assert.Equal(
            ["Done.\n\n<!-- slipway:wf-1/answer -->", "Done.\n\n<!-- slipway:wf-1/other -->"],
            scene.Server.Comments.Select(comment => $"{comment["body"]}"));
    }

    [GitHubContractFact]
    public async Task The_descriptions_own_examples_are_read()
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Server.AnswersWithExamples = true;

        await SayAsync(scene, "Done.", 10);

        // The comment of the example is an answer to another one.
        Assert.EndsWith("/pulls/4/comments/8/replies", scene.Server.Requests[^1], StringComparison.Ordinal);
    }

    private static Task SayAsync(GitHubScene scene, string text, long? comment) =>
        new GitHubReplies(scene.Client, scene.Issues).SayAsync(
            GitHubScene.Shop, 4, new PullRequestReply("wf-1/answer", text, comment), None);
}
