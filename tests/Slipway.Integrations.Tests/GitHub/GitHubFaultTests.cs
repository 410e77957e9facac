using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Integrations.Git.GitHub;

namespace Slipway.Integrations.Tests.GitHub;

/// <summary>A GitHub, or a proxy before it, that does not answer as it should.</summary>
public sealed class GitHubFaultTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    public static TheoryData<string> Cases => [.. Faults.All];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_faulty_answer_is_worth_another_attempt_which_succeeds(string fault)
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Server.FailOnce("GET", "/pulls/1/reviews", Faults.Answer(fault));
        var reviews = new GitHubReviews(scene.Client, remotes: null!, scene.Access);

        var failed = await Assert.ThrowsAsync<SlipwayException>(() => reviews.FindAsync(GitHubScene.Shop, 1, "head", null, None));

        Assert.Equal((ErrorCodes.GitHubUnavailable, ErrorCategory.Transient), (failed.Code, failed.Category));
        Assert.DoesNotContain(GitHubServer.Token, failed.ToString(), StringComparison.Ordinal);
        Assert.Null(await reviews.FindAsync(GitHubScene.Shop, 1, "head", null, None));
    }

    [Fact]
    public async Task An_answer_that_does_not_end_is_given_up()
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Server.FailOnce("GET", "/issues", GitHubServer.StallAsync);
        using var http = new GitHubHttp(
            new GitHubOptions { ApiUrl = scene.Options.ApiUrl, TimeLimit = TimeSpan.FromSeconds(1) },
            new RequestBudget(new NoUsageLedger(), TimeProvider.System), TimeProvider.System);
        var client = new GitHubClient(http, new TokenCredentials(scene.Configuration, "GITHUB_TOKEN"));

        var failed = await Assert.ThrowsAsync<SlipwayException>(() => client.GetAsync(GitHubScene.Shop, "/issues", None));

        Assert.Contains("did not answer within 1 s", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("truncated")]
    [InlineData("502")]
    public async Task A_change_whose_answer_was_lost_is_made_once(string fault)
    {
        await using var scene = await GitHubScene.StartAsync();
        await scene.Issues.CommentAsync(GitHubScene.Shop, 5, "wf-1", "Planning.", None);
        scene.Server.FailOnce("PATCH", "/comments/1000", Faults.Answer(fault));

        await Assert.ThrowsAsync<SlipwayException>(() => scene.Issues.CommentAsync(GitHubScene.Shop, 5, "wf-1", "Coding.", None));
        await scene.Issues.CommentAsync(GitHubScene.Shop, 5, "wf-1", "Coding.", None);

        Assert.StartsWith("Coding.", $"{Assert.Single(scene.Server.Comments)["body"]}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-3600, 1)]
    [InlineData(-1, 1)]
    [InlineData(30 * 24 * 3600, 2 * 3600)]
    public async Task A_clock_at_GitHub_that_differs_makes_no_wait_of_nothing_or_of_days(int resetAfter, int waited)
    {
        var time = new ManualTime();
        await using var scene = await GitHubScene.StartAsync(time);
        scene.Server.FailOnce(
            "GET", "/issues", 403, """{"message":"API rate limit exceeded"}""", ("x-ratelimit-remaining", "0"),
            ("x-ratelimit-reset", $"{time.GetUtcNow().AddSeconds(resetAfter).ToUnixTimeSeconds()}"));

        var limited = await Assert.ThrowsAsync<SlipwayException>(
            async () => await scene.Issues.ListAsync(GitHubScene.Shop, [], None).ToListAsync());

        Assert.Equal(time.GetUtcNow().AddSeconds(waited), limited.RetryAt);
    }

    [Fact]
    public async Task A_token_that_GitHub_does_not_take_any_more_is_refused_until_it_is_replaced()
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Configuration["GITHUB_TOKEN"] = "ghp_the_one_that_was_revoked_0123456789";
        scene.Server.FailOnce("GET", "/issues", 401, """{"message":"Bad credentials"}""");

        var refused = await Assert.ThrowsAsync<SlipwayException>(
            async () => await scene.Issues.ListAsync(GitHubScene.Shop, [], None).ToListAsync());
        scene.Configuration["GITHUB_TOKEN"] = GitHubServer.Token;
        var issues = await scene.Issues.ListAsync(GitHubScene.Shop, [], None).ToListAsync();

        Assert.Equal((ErrorCodes.GitHubRefused, ErrorCategory.Permission), (refused.Code, refused.Category));
        Assert.DoesNotContain("revoked", refused.Message, StringComparison.Ordinal);
        Assert.Empty(issues);
        Assert.Equal(["Bearer ghp_the_one_that_was_revoked_0123456789", $"Bearer {GitHubServer.Token}"], scene.Server.Tokens);
    }
}
