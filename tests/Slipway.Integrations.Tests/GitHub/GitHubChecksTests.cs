using System.Text.Json.Nodes;
using Slipway.Core;
using Slipway.Core.Ports;
using Slipway.Integrations.Git.GitHub;

namespace Slipway.Integrations.Tests.GitHub;

public sealed class GitHubChecksTests
{
    private const string Head = "aaaa";
    private const int Ours = 77;

    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Check_runs_and_statuses_are_read_together_each_name_once_and_the_worst_counts()
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Server.CheckRuns.AddRange(
            [Run("build", "success"), Run("test", null), Run("lint", "neutral"), Run("deploy", "timed_out"), Run("build", "failure"),
            Run("test", "success")]);
        scene.Server.Statuses.Add(Status("ci/old", "error"));
        scene.Server.Statuses.Add(Status("ci/slow", "pending"));

        var found = await FindAsync(scene);

        Assert.Equal(
            ["build Failed", "ci/old Failed", "ci/slow Pending", "deploy Failed", "lint Passed", "test Pending"],
            found.Select(check => $"{check.Name} {check.State}").Order(StringComparer.Ordinal));
        Assert.DoesNotContain(found, check => check.IsRequired);
    }

    [Fact]
    public async Task What_branch_protection_or_a_ruleset_requires_is_known_and_waited_for_while_it_is_missing()
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Server.ProtectionRequires.Add("build");
        scene.Server.RulesRequire.Add("ci/licence");
        scene.Server.CheckRuns.AddRange([Run("build", "success"), Run("nightly", "failure")]);

        var found = await FindAsync(scene);

        Assert.Equal(
            [("build", PlatformCheckState.Passed, true), ("nightly", PlatformCheckState.Failed, false),
            ("ci/licence", PlatformCheckState.Pending, true)],
            found.Select(check => (check.Name, check.State, check.IsRequired)));
    }

    [Theory]
    [InlineData("/branches/main", 404)]
    [InlineData("/rules/branches/main", 403)]
    [InlineData("/rules/branches/main", 404)]
    public async Task Where_the_rules_may_not_be_read_nothing_is_known_to_be_required(string path, int status)
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Server.CheckRuns.Add(Run("build", "success"));
        scene.Server.FailOnce("GET", path, status, """{"message":"Upgrade to GitHub Pro."}""");

        Assert.False(Assert.Single(await FindAsync(scene)).IsRequired);
    }

    [Fact]
    public async Task All_pages_are_read_and_what_has_not_changed_costs_nothing()
    {
        await using var scene = await GitHubScene.StartAsync();
        for (var number = 0; number < 7; number++)
        {
            scene.Server.CheckRuns.Add(Run($"shard {number}", number == 6 ? "failure" : "success"));
        }

        scene.Server.PagesOf(3);
        var first = await FindAsync(scene);
        var requests = scene.Server.Requests.Count;
        var second = await FindAsync(scene);

        Assert.Equal(7, first.Count);
        Assert.Equal(first.Select(check => check.State), second.Select(check => check.State));
        Assert.All(scene.Server.Requests.Skip(requests), request => Assert.EndsWith(" 304", request, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failed_check_tells_what_it_found_and_on_which_lines()
    {
        await using var scene = await GitHubScene.StartAsync();
        var run = Run("build", "failure");
        run["output"] = new JsonObject { ["title"] = "1 error", ["summary"] = "It does not compile.", ["annotations_count"] = 1 };
        scene.Server.CheckRuns.Add(run);
        scene.Server.Annotations.Add(new JsonObject { ["path"] = "src/A.cs", ["start_line"] = 7, ["message"] = "CS1002: ; expected" });

        var check = Assert.Single(await FindAsync(scene));

        Assert.Equal("1 error\nIt does not compile.\nsrc/A.cs:7: CS1002: ; expected\n", check.Summary);
        Assert.Equal("https://github.test/runs/build", check.Url);
    }

    [Fact]
    public async Task A_check_run_of_ours_is_made_once_and_is_nothing_to_wait_for()
    {
        await using var scene = await GitHubScene.StartAsync();
        var running = new CheckRunText("slipway", "wf-0123456789abcdef0123/gates", null, "Gates", "They run.");

        await scene.Commits.SetCheckRunAsync(GitHubScene.Shop, Head, running, None);
        await scene.Commits.SetCheckRunAsync(GitHubScene.Shop, Head, running with { Conclusion = "failure" }, None);
        await scene.Commits.SetStatusAsync(GitHubScene.Shop, Head, "ci/build", "success", "Built.", None);

        Assert.Equal("failure", $"{Assert.Single(scene.Server.CheckRuns)["conclusion"]}");
        Assert.Equal("ci/build", Assert.Single(await FindAsync(scene)).Name);
    }

    [Theory]
    [InlineData("queued", 0, 1, true)]
    [InlineData("in_progress", 1, 1, false)]
    [InlineData("completed", 0, 1, false)]
    [InlineData("queued", 0, 60, false)]
    [InlineData("queued", 0, 1, false, Ours)]
    public async Task An_application_that_has_begun_nothing_yet_is_waited_for_but_not_for_ever(
        string status, int runs, int minutesAgo, bool isWaitedFor, int app = 15368)
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Options.AppId = Ours;
        scene.Server.CheckRuns.Add(Run("DCO", "success"));
        scene.Server.CheckSuites.Add(new JsonObject
        {
            ["id"] = 1, ["status"] = status, ["latest_check_runs_count"] = runs,
            ["app"] = new JsonObject { ["id"] = app, ["name"] = "GitHub Actions" },
            ["created_at"] = TimeProvider.System.GetUtcNow().AddMinutes(-minutesAgo).ToString("O"),
        });

        var found = await FindAsync(scene);

        Assert.Equal(
            isWaitedFor ? ["DCO Passed", "GitHub Actions Pending"] : ["DCO Passed"], found.Select(check => $"{check.Name} {check.State}"));
    }

    [Fact]
    public async Task A_rate_limit_says_when_to_ask_again()
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Server.FailOnce("GET", "/check-runs", 403, """{"message":"Secondary rate limit."}""", ("retry-after", "90"));

        var limited = await Assert.ThrowsAsync<SlipwayException>(() => FindAsync(scene));

        Assert.Equal(ErrorCodes.GitHubRateLimited, limited.Code);
        Assert.NotNull(limited.RetryAt);
    }

    private static Task<IReadOnlyList<PlatformCheck>> FindAsync(GitHubScene scene) =>
        new GitHubChecks(scene.Client, remotes: null!, scene.Options, TimeProvider.System).FindAsync(GitHubScene.Shop, "main", Head, None);

    private static JsonObject Run(string name, string? conclusion) => new()
    {
        ["id"] = 1, ["name"] = name, ["status"] = conclusion is null ? "in_progress" : "completed", ["conclusion"] = conclusion,
        ["html_url"] = $"https://github.test/runs/{name}",
    };

    private static JsonObject Status(string context, string state) => new() { ["context"] = context, ["state"] = state };
}
