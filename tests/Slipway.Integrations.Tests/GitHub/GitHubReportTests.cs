using Slipway.Core;
using Slipway.Core.Ports;
using Slipway.Integrations.Git.GitHub;

namespace Slipway.Integrations.Tests.GitHub;

/// <summary>What Slipway says of a workflow at its pull request and commit.</summary>
public sealed class GitHubReportTests
{
    private const string Id = "wf-0123456789abcdef0123";

    private static readonly string Head = new('a', 40);
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task With_a_token_there_is_one_comment_which_is_changed_and_a_status()
    {
        await using var scene = await GitHubScene.StartAsync();

        await TellAsync(scene, ReportStanding.Running, "validates the change");
        await TellAsync(scene, ReportStanding.Running, "validates the change");
        await TellAsync(scene, ReportStanding.Passed, "done");

        Assert.Equal(["pending", "success"], scene.Server.Statuses.Select(status => $"{status["state"]}"));
        Assert.All(scene.Server.Statuses, status => Assert.Equal("slipway", $"{status["context"]}"));
        Assert.StartsWith("### done", $"{Assert.Single(scene.Server.Comments)["body"]}", StringComparison.Ordinal);
        Assert.Empty(scene.Server.CheckRuns);
    }

    [Fact]
    public async Task The_comment_is_written_also_where_the_status_is_refused()
    {
        await using var scene = await GitHubScene.StartAsync();

        scene.Server.FailOnce("POST", $"/statuses/{Head}", 403, """{"message":"Resource not accessible by personal access token"}""");

        var refusal = await Assert.ThrowsAsync<SlipwayException>(() => TellAsync(scene, ReportStanding.Parked, "waits for a decision"));

        Assert.Equal(ErrorCodes.GitHubRefused, refusal.Code);
        Assert.Empty(scene.Server.Statuses);
        Assert.Contains("`/retry`", $"{Assert.Single(scene.Server.Comments)["body"]}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_application_has_a_check_run_whose_buttons_decide_while_it_is_parked()
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Options.AppId = 12;

        await TellAsync(scene, ReportStanding.Parked, "waits for a decision");
        var check = Assert.Single(scene.Server.CheckRuns);
        Assert.Equal(("Slipway", "action_required"), ($"{check["name"]}", $"{check["conclusion"]}"));
        Assert.Equal(["retry", "skip", "abort"], check["actions"]!.AsArray().Select(action => $"{action!["identifier"]}"));
        await TellAsync(scene, ReportStanding.Running, "changes the code");
        Assert.Equal("in_progress", $"{check["status"]}");
        Assert.Empty(check["actions"]!.AsArray());
        await TellAsync(scene, ReportStanding.Ended, "ended");

        Assert.Equal("cancelled", $"{Assert.Single(scene.Server.CheckRuns)["conclusion"]}");
        Assert.Empty(scene.Server.Statuses);
    }

    [Fact]
    public async Task What_Slipway_says_itself_is_nothing_to_wait_for_even_where_it_is_required()
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Server.ProtectionRequires.AddRange(["slipway", "build"]);
        await TellAsync(scene, ReportStanding.Running, "validates the change");
        scene.Options.AppId = 12;
        await TellAsync(scene, ReportStanding.Running, "validates the change");

        var found = await new GitHubChecks(scene.Client, remotes: null!, scene.Options, TimeProvider.System)
            .FindAsync(GitHubScene.Shop, "main", Head, None);

        Assert.Equal("build", Assert.Single(found).Name);
    }

    private static Task TellAsync(GitHubScene scene, ReportStanding standing, string title) =>
        new GitHubReports(scene.Issues, scene.Commits, scene.Options).TellAsync(
            GitHubScene.Shop, Id, 1, new WorkflowReport(standing, Head, title, $"### {title}\n"), None);
}
