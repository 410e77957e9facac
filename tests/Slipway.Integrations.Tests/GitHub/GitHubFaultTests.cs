using Microsoft.AspNetCore.Http;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Integrations.Git.GitHub;

namespace Slipway.Integrations.Tests.GitHub;

/// <summary>A GitHub, or a proxy before it, that does not answer as it should.</summary>
public sealed class GitHubFaultTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    public static TheoryData<string> Faults => ["reset", "truncated", "invalid", "html", "wrong-form", "empty", "500", "502", "503"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_faulty_answer_is_worth_another_attempt_which_succeeds(string fault)
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Server.FailOnce("GET", "/pulls/1/reviews", Answer(fault));
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
        scene.Server.FailOnce("PATCH", "/comments/1000", Answer(fault));

        await Assert.ThrowsAsync<SlipwayException>(() => scene.Issues.CommentAsync(GitHubScene.Shop, 5, "wf-1", "Coding.", None));
        await scene.Issues.CommentAsync(GitHubScene.Shop, 5, "wf-1", "Coding.", None);

        Assert.StartsWith("Coding.", $"{Assert.Single(scene.Server.Comments)["body"]}", StringComparison.Ordinal);
    }

    private static Func<HttpContext, Task> Answer(string fault) => fault switch
    {
        "reset" => GitHubServer.ResetAsync,
        "truncated" => GitHubServer.TruncateAsync,
        "invalid" => context => context.Response.WriteAsync("[{\"id\": 1,]"),
        "html" => context => context.Response.WriteAsync("<html>Sign in to the guests' network</html>"),
        "wrong-form" => context => context.Response.WriteAsync("{\"unexpected\": true}"),
        "empty" => _ => Task.CompletedTask,
        var status => context =>
        {
            context.Response.StatusCode = int.Parse(status, System.Globalization.CultureInfo.InvariantCulture);
            return context.Response.WriteAsync("<html>Oops</html>");
        },
    };
}
