using System.Text.Json.Nodes;

namespace Slipway.Integrations.Tests.GitHub;

public sealed class GitHubIssueTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_workflow_has_one_comment_that_is_changed()
    {
        await using var scene = await GitHubScene.StartAsync();

        var first = await scene.Issues.CommentAsync(GitHubScene.Shop, 5, "wf-1", "Planning.", None);
        var second = await scene.Issues.CommentAsync(GitHubScene.Shop, 5, "wf-1", "Coding.", None);
        await scene.Issues.CommentAsync(GitHubScene.Shop, 5, "wf-1", "Coding.", None);
        var others = await scene.Issues.CommentAsync(GitHubScene.Shop, 5, "wf-2", "Planning.", None);

        Assert.Equal(first, second);
        Assert.NotEqual(first, others);
        Assert.Equal(["Coding.\n\n<!-- slipway:wf-1 -->", "Planning.\n\n<!-- slipway:wf-2 -->"],
            scene.Server.Comments.Select(comment => $"{comment["body"]}"));
        Assert.Single(scene.Server.Requests, request => request.StartsWith("PATCH", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("slipway-bot")]
    [InlineData(null)]
    public async Task A_comment_of_somebody_else_is_not_changed_whatever_it_holds(string? login)
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Server.Login = login;
        scene.Server.AddComment("mallory", "I am first. <!-- slipway:wf-1 -->");

        await scene.Issues.CommentAsync(GitHubScene.Shop, 5, "wf-1", "Planning.", None);
        await scene.Issues.CommentAsync(GitHubScene.Shop, 5, "wf-1", "Coding.", None);

        Assert.Equal(["I am first. <!-- slipway:wf-1 -->", "Coding.\n\n<!-- slipway:wf-1 -->"],
            scene.Server.Comments.Select(comment => $"{comment["body"]}"));
    }

    [Fact]
    public async Task An_assignment_that_GitHub_ignores_is_noticed_and_an_issue_is_closed()
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Server.Issues.Add(new JsonObject { ["number"] = 9, ["state"] = "open" });

        Assert.True(await scene.Issues.AssignAsync(GitHubScene.Shop, 9, "Ada", None));
        Assert.False(await scene.Issues.AssignAsync(GitHubScene.Shop, 9, "stranger", None));
        await scene.Issues.CloseAsync(GitHubScene.Shop, 9, None);
        Assert.Equal("closed", $"{scene.Server.Issues[0]["state"]}");
    }
}
