using System.Text.Json.Nodes;
using Slipway.Core.Ports;
using Slipway.Integrations.Git.GitHub;

namespace Slipway.Integrations.Tests.GitHub;

public sealed class GitHubReviewsTests
{
    private const string Head = "aaaa";

    [Theory]
    [InlineData("", null)]
    [InlineData("ada:APPROVED", true)]
    [InlineData("ada:COMMENTED", null)]
    [InlineData("ada:CHANGES_REQUESTED,ada:APPROVED", true)]
    [InlineData("ada:APPROVED,ada:CHANGES_REQUESTED", false)]
    [InlineData("ada:CHANGES_REQUESTED,ada:COMMENTED,octocat:APPROVED", false)]
    [InlineData("ada:CHANGES_REQUESTED,ada:DISMISSED", null)]
    public async Task The_last_word_of_each_reviewer_counts(string reviews, bool? approved)
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Server.Reviews.AddRange(reviews.Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(text => text.Split(':')).Select(parts => Review(parts[0], parts[1])));

        Assert.Equal(approved, (await FindAsync(scene))?.Approved);
    }

    [Theory]
    [InlineData("stranger", "User", Head)]
    [InlineData("eve", "User", Head)]
    [InlineData("ada", "Bot", Head)]
    [InlineData("ada", "User", "an-older-head")]
    [InlineData("bob", "User", Head)]
    public async Task Strangers_readers_bots_the_author_and_reviews_of_another_commit_decide_nothing(string login, string type, string head)
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Server.Reviews.Add(Review(login, "APPROVED", type, head));

        Assert.Null(await FindAsync(scene));
    }

    [Fact]
    public async Task The_author_may_ask_for_changes()
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Server.Reviews.Add(Review("bob", "CHANGES_REQUESTED"));

        Assert.Equal((false, "bob"), ((await FindAsync(scene))!.Approved, (await FindAsync(scene))!.By));
    }

    [Fact]
    public async Task While_GitHub_does_not_say_who_may_write_nobody_decides()
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Server.Reviews.Add(Review("ada", "APPROVED"));
        scene.Server.FailOnce("GET", "/collaborators/ada/permission", 500, "{}");

        await Assert.ThrowsAsync<Slipway.Core.SlipwayException>(() => FindAsync(scene));
        Assert.True((await FindAsync(scene))!.Approved);
    }

    [Fact]
    public async Task What_a_reviewer_asks_for_is_read_with_the_comments_on_lines()
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Server.Reviews.Add(Review("ada", "CHANGES_REQUESTED"));
        scene.Server.ReviewComments.Add(new JsonObject { ["path"] = "a.cs", ["line"] = 3, ["body"] = "Rename it." });
        scene.Server.ReviewComments.Add(new JsonObject { ["path"] = "b.cs", ["line"] = null, ["original_line"] = 9, ["body"] = "Why?" });

        Assert.Equal(new PullRequestReview(false, "ada", "Words.\na.cs:3: Rename it.\nb.cs:9: Why?"), await FindAsync(scene));
    }

    private static Task<PullRequestReview?> FindAsync(GitHubScene scene) =>
        new GitHubReviews(scene.Client, remotes: null!, scene.Access).FindAsync(
            GitHubScene.Shop, 5, Head, author: "Bob", CancellationToken.None);

    private static JsonObject Review(
        string login, string state, string type = "User", string head = Head) => new()
    {
        ["id"] = 1, ["user"] = new JsonObject { ["login"] = login, ["type"] = type }, ["body"] = "Words.", ["state"] = state,
        ["commit_id"] = head, ["author_association"] = "MEMBER",
    };
}
