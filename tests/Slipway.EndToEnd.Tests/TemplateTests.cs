using System.Text.Json;

namespace Slipway.EndToEnd.Tests;

/// <summary>The built-in definitions that need nothing but a repository, an agent and commands.</summary>
public sealed class TemplateTests
{
    [Fact]
    public async Task A_simple_issue_ends_with_a_pull_request()
    {
        using var scene = new Scene();
        scene.Agent("echo 42 > answer.txt");
        await using var host = await HostProcess.StartAsync(scene.Home);

        var id = await DefinitionRuns.StartAsync(host, "simple_issue", new
        {
            requirement = "Answer everything. At once.", test_command = "grep -qx 42 answer.txt",
        }, scene);
        var ended = await DefinitionRuns.UntilAsync(host, id, "completed");

        AssertPullRequest(scene, ended, "Answer everything");
        Assert.Equal("42", scene.Git("show", $"slipway/{id}:answer.txt"));
    }

    [Fact]
    public async Task A_bug_is_shown_by_a_test_before_it_is_fixed()
    {
        using var scene = new Scene();
        scene.Agent("""
            case $mode in
                code) says 'Write a test that fails' && echo 'test "$(cat answer.txt)" = 42 || { echo not 42; exit 1; }' > test.sh ;;
                fix) says 'not 42' && echo 42 > answer.txt ;;
            esac
            """);
        await using var host = await HostProcess.StartAsync(scene.Home);

        var id = await DefinitionRuns.StartAsync(host, "bug_fix", Bug, scene);
        var ended = await DefinitionRuns.UntilAsync(host, id, "completed");

        AssertPullRequest(scene, ended, "Fix: It does not answer");
        Assert.Equal("2", scene.Git("rev-list", "--count", $"main..slipway/{id}"));
    }

    [Fact]
    public async Task A_bug_that_no_test_shows_waits_for_a_decision_and_is_not_fixed()
    {
        using var scene = new Scene();
        scene.Agent("echo true > test.sh");
        await using var host = await HostProcess.StartAsync(scene.Home);

        var id = await DefinitionRuns.StartAsync(host, "bug_fix", Bug, scene);
        var parked = await DefinitionRuns.UntilAsync(host, id, "failed");

        Assert.Equal(("parked", "pending"), (DefinitionRuns.StateOf(parked, "reproduced"), DefinitionRuns.StateOf(parked, "fix")));
        Assert.Equal(1, scene.Runs("code"));
    }

    [Fact]
    public async Task A_complex_feature_is_made_in_parts_at_once_which_are_brought_together_by_an_approved_plan()
    {
        using var scene = new Scene();
        // Each part goes on only when the other one has begun.
        scene.Agent($$"""
            meets() { echo > '{{scene.Root}}'/$1; i=0; until test -e '{{scene.Root}}'/$2 || test $i = 600; do i=$((i+1)); sleep 0.1; done; }
            case $mode in
                plan) echo "First one, then two." ;;
                code) 
                    says 'Part 1 of' && echo one > one.txt && meets one two
                    says 'Part 2 of' && says 'First one, then two' && echo two > two.txt && meets two one ;;
            esac
            true
            """);
        await using var host = await HostProcess.StartAsync(scene.Home);

        var id = await DefinitionRuns.StartAsync(host, "complex_feature", new
        {
            requirement = "Count. Up to two.", parts = new[] { "one", "two" }, test_command = "test -s one.txt || test -s two.txt",
        }, scene);
        await DefinitionRuns.ApproveAsync(host, id, "approve_plan");
        var ended = await DefinitionRuns.UntilAsync(host, id, "completed");

        AssertPullRequest(scene, ended, "Count");
        Assert.Equal(("one", "two"), (scene.Git("show", $"slipway/{id}:one.txt"), scene.Git("show", $"slipway/{id}:two.txt")));
        Assert.Equal("2", scene.Git("rev-list", "--count", "--merges", $"main..slipway/{id}"));
        Assert.Equal(3, scene.Runs("code"));
    }

    [Theory]
    [InlineData("mkdir -p docs; echo Hello > docs/guide.md", "completed")]
    [InlineData("echo Hello > guide.md; echo 1 > code.c", "failed")]
    public async Task A_documentation_update_changes_documentation_only(string agent, string expected)
    {
        using var scene = new Scene();
        scene.Agent(agent);
        await using var host = await HostProcess.StartAsync(scene.Home);

        var id = await DefinitionRuns.StartAsync(host, "documentation_update", new
        {
            topic = "Greet people.", check_command = "grep -rq Hello docs",
        }, scene);
        var ended = await DefinitionRuns.UntilAsync(host, id, expected);

        if (expected == "completed")
        {
            AssertPullRequest(scene, ended, "Document: Greet people");
        }
        else
        {
            Assert.Contains(
                "Changed besides documentation: code.c", ended.GetProperty("failure").GetProperty("message").GetString(),
                StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(null, "echo Hello > guide.md", "completed", "")]
    [InlineData(null, "git mv code.c docs.md", "failed", "Changed besides documentation: code.c")]
    [InlineData("no-such-branch", "echo Hello > guide.md", "failed", "exit code 1")]
    public async Task Documentation_is_compared_with_what_the_work_began_at_and_what_cannot_be_compared_has_not_passed(
        string? comparedWith, string agent, string expected, string because)
    {
        using var scene = new Scene();
        File.WriteAllText(Path.Combine(scene.Repository, "code.c"), "int main() { return 0; }\n");
        scene.Git("add", ".");
        scene.Git("commit", "--quiet", "--message", "Add code");
        scene.Git("branch", "--move", "main", "master");
        scene.Agent(agent);
        await using var host = await HostProcess.StartAsync(scene.Home);

        var id = await DefinitionRuns.StartAsync(
            host, "documentation_update", new { topic = "Greet people.", @base = comparedWith }, scene);
        var ended = await DefinitionRuns.UntilAsync(host, id, expected);

        if (expected == "failed")
        {
            Assert.Contains(because, ended.GetProperty("failure").GetProperty("message").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_feature_is_analysed_tested_and_measured()
    {
        using var scene = new Scene();
        await using var host = await HostProcess.StartAsync(scene.Home);

        var id = await DefinitionRuns.StartAsync(host, "feature_integration", new
        {
            feature = "Answers.",
            integration_command = "test -s README.md",
            compatibility_command = "grep -q Everything README.md",
            benchmark_command = "echo 7 ms",
        }, scene);
        var ended = await DefinitionRuns.UntilAsync(host, id, "completed");

        var outputs = ended.GetProperty("outputs");
        Assert.Contains("1. Think.", outputs.GetProperty("analysis").GetString(), StringComparison.Ordinal);
        Assert.Equal("7 ms", outputs.GetProperty("benchmark").GetString()!.Trim());
    }

    [Theory]
    [InlineData("true", "completed")]
    [InlineData("exit 1", "failed")]
    public async Task A_hotfix_is_deployed_once_it_is_approved_and_has_failed_when_it_was_taken_back(string deployment, string expected)
    {
        using var scene = new Scene();
        await using var host = await HostProcess.StartAsync(scene.Home);

        var id = await DefinitionRuns.StartAsync(host, "hotfix_deployment", new
        {
            test_command = "true",
            deploy_command = $"echo deploy-$BRANCH >> {scene.Root}/runs.log; {deployment}",
            rollback_command = $"echo back-$BRANCH >> {scene.Root}/runs.log",
        }, scene);
        await DefinitionRuns.UntilAsync(
            host, id, workflow => DefinitionRuns.StateOf(workflow.GetProperty("definition"), "approve_production") == "waiting");
        Assert.Equal(0, scene.Runs("deploy-main"));
        await DefinitionRuns.ApproveAsync(host, id, "approve_production");
        var ended = await DefinitionRuns.UntilAsync(
            host, id, workflow => workflow.GetProperty("definition").TryGetProperty("outputs", out _));

        var isRolledBack = expected == "failed";
        var outputs = ended.GetProperty("definition").GetProperty("outputs");
        Assert.Equal(expected, ended.GetProperty("status").GetString());
        Assert.Equal(
            (!isRolledBack, isRolledBack), (outputs.GetProperty("deployed").GetBoolean(), outputs.GetProperty("rolled_back").GetBoolean()));
        Assert.Equal(isRolledBack ? (2, 1) : (1, 0), (scene.Runs("deploy-main"), scene.Runs("back-main")));
    }

    [Fact]
    public async Task A_hotfix_that_is_cancelled_while_it_is_deployed_is_taken_back()
    {
        using var scene = new Scene();
        await using var host = await HostProcess.StartAsync(scene.Home);
        File.WriteAllText(scene.Hold("deployment"), "");

        var id = await DefinitionRuns.StartAsync(host, "hotfix_deployment", new
        {
            test_command = "true",
            deploy_command = $"echo deploy >> {scene.Root}/runs.log; while test -e {scene.Hold("deployment")}; do sleep 0.05; done",
            rollback_command = $"echo back >> {scene.Root}/runs.log",
        }, scene);
        await DefinitionRuns.ApproveAsync(host, id, "approve_production");
        await Poll.UntilAsync(() => Task.FromResult(scene.Runs("deploy")), runs => runs > 0, _ => host.Output);
        await Scene.PostAsync(host, $"/api/workflows/{id}/cancel", new { actor = "ann" }, System.Net.HttpStatusCode.Accepted);
        await DefinitionRuns.UntilAsync(host, id, "aborted");

        Assert.Equal((1, 1), (scene.Runs("deploy"), scene.Runs("back")));
    }

    private static object Bug { get; } = new { bug = "It does not answer. At all.", test_command = "sh test.sh" };

    private static void AssertPullRequest(Scene scene, JsonElement ended, string title)
    {
        var pullRequest = ended.GetProperty("outputs").GetProperty("pull_request");
        Assert.Equal(title, pullRequest.GetProperty("title").GetString());
        Assert.Equal(
            pullRequest.GetProperty("headSha").GetString(),
            scene.Git("rev-parse", $"refs/slipway/pulls/{pullRequest.GetProperty("number").GetInt32()}/head"));
    }
}
