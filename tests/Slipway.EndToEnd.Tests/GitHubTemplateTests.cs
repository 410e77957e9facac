using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.EndToEnd.Tests;

/// <summary>The built-in definitions that work with issues, comments and a language model.</summary>
public sealed class GitHubTemplateTests
{
    private const string MustHold42 = "test \"$(cat answer.txt)\" = 42 || { echo answer.txt must hold 42; exit 3; }";

    [Fact]
    public async Task An_issue_is_analysed_planned_implemented_repaired_and_proposed()
    {
        await using var world = await GitHubWorld.StartAsync();
        world.AddIssue(7, "Answer everything");

        var id = await DefinitionRuns.StartAsync(
            world.Host, "issue_implementation", new { issue = 7, test_command = MustHold42, approve_plan = true }, world.Scene);
        await DefinitionRuns.ApproveAsync(world.Host, id, "plan_approval");
        var ended = await DefinitionRuns.UntilAsync(world.Host, id, "completed");

        AssertAllSucceeded(ended);
        var pull = Assert.Single(world.GitHub.Pulls);
        Assert.Equal($"slipway/{id}", pull["head"]!["ref"]!.GetValue<string>());
        Assert.Equal("42", world.Scene.Git("show", $"slipway/{id}:answer.txt"));
        Assert.Contains($"Pull request: {pull["html_url"]}", Assert.Single(world.Comments()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pull_request_is_analysed_deployed_validated_tested_and_audited()
    {
        await using var world = await GitHubWorld.StartAsync();
        world.AddIssue(3, "Answer everything");
        var once = Path.Combine(world.Scene.Root, "deployed");

        var id = await DefinitionRuns.StartAsync(world.Host, "pr_processing", new
        {
            pr_id = 3,
            branch = "feature/answer",
            deploy_command = $"test -e {once} && echo $BRANCH > {once} || {{ touch {once}; exit 1; }}",
            test_command = "test -s README.md",
            audit_command = "echo nothing found",
        }, world.Scene);
        var ended = await DefinitionRuns.UntilAsync(world.Host, id, "completed");

        Assert.Contains("1. Think.", ended.GetProperty("outputs").GetProperty("tasks").GetString(), StringComparison.Ordinal);
        Assert.True(ended.GetProperty("outputs").GetProperty("tests").GetProperty("passed").GetBoolean());
        Assert.Equal("feature/answer\n", await File.ReadAllTextAsync(once));
        AssertAllSucceeded(ended);
    }

    [Theory]
    [InlineData("change_requested", "Done in ")]
    [InlineData("question", "Understood as: question. Nothing was changed.")]
    public async Task A_review_comment_is_understood_and_answered(string choice, string answer)
    {
        await using var world = await GitHubWorld.StartAsync();
        world.AddPull(4, "feature/title");
        world.Chooses(choice);
        world.Scene.Agent("says 'The title is too long' && says '# Everything' && echo '# All' > README.md");

        var id = await DefinitionRuns.StartAsync(world.Host, "pr_review", new
        {
            pull_request = 4, comment = "The title is too long.", path = "README.md", test_command = "grep -q All README.md",
        }, world.Scene);
        var ended = await DefinitionRuns.UntilAsync(world.Host, id, "completed");

        Assert.Equal(choice, ended.GetProperty("outputs").GetProperty("choice").GetString());
        var comment = Assert.Single(world.Comments());
        Assert.StartsWith(answer, comment, StringComparison.Ordinal);
        Assert.Equal("feature/title", (await Scene.GetAsync(world.Host, $"/api/workflows/{id}")).GetProperty("branch").GetString());
        Assert.DoesNotContain("slipway/", world.Scene.Git("ls-remote", "origin"), StringComparison.Ordinal);
        if (choice == "change_requested")
        {
            Assert.Contains(world.GitHub.HeadOf("feature/title")!, comment, StringComparison.Ordinal);
            Assert.Equal(3, world.Log("feature/title").Length);
            Assert.Equal("# All", world.On("feature/title", "README.md"));
        }
        else
        {
            Assert.Equal(["Begin something", "Begin"], world.Log("feature/title"));
        }
    }

    [Fact]
    public async Task A_push_by_somebody_else_while_the_agent_works_is_kept_and_the_workflow_waits_for_a_decision()
    {
        await using var world = await GitHubWorld.StartAsync();
        world.AddPull(4, "feature/title");
        world.Chooses("change_requested");
        world.Scene.Agent("echo '# All' > README.md");
        File.WriteAllText(world.Scene.Hold("fix"), "");
        File.WriteAllText(world.Scene.Hold("code"), "");

        var id = await DefinitionRuns.StartAsync(world.Host, "pr_review", new
        {
            pull_request = 4, comment = "The title is too long.", test_command = "true",
        }, world.Scene);
        await Poll.UntilAsync(() => Task.FromResult(world.Scene.Runs("code") + world.Scene.Runs("fix")), runs => runs > 0, _ => id);
        world.Push("feature/title", "Meanwhile");
        File.Delete(world.Scene.Hold("fix"));
        File.Delete(world.Scene.Hold("code"));
        var failed = await DefinitionRuns.UntilAsync(world.Host, id, "failed");

        Assert.Contains(
            "has commits on 'origin' that are not from this workflow",
            failed.GetProperty("failure").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(["Meanwhile", "Begin something", "Begin"], world.Log("feature/title"));
    }

    [Fact]
    public async Task A_pull_request_of_a_fork_is_refused_before_an_agent_works()
    {
        await using var world = await GitHubWorld.StartAsync();
        world.AddPull(4, "feature/title");
        world.GitHub.Pulls[0]["head"]!["repo"] = new JsonObject { ["full_name"] = "ann/shop" };
        world.GitHub.Pulls[0]["base"]!["repo"] = new JsonObject { ["full_name"] = "acme/shop" };
        world.Chooses("change_requested");

        var id = await DefinitionRuns.StartAsync(world.Host, "pr_review", new
        {
            pull_request = 4, comment = "The title is too long.", test_command = "true",
        }, world.Scene);
        var failure = (await DefinitionRuns.UntilAsync(world.Host, id, "failed")).GetProperty("failure");

        Assert.Equal("SLW2007", failure.GetProperty("code").GetString());
        Assert.StartsWith(
            "Pull request 4 is of the branch 'feature/title' of ann/shop", failure.GetProperty("message").GetString(),
            StringComparison.Ordinal);
        Assert.Equal(0, world.Scene.Runs("code") + world.Scene.Runs("fix"));
    }

    [Fact]
    public async Task Each_comment_of_a_review_is_answered_in_turn_on_the_pull_requests_branch()
    {
        await using var world = await GitHubWorld.StartAsync();
        world.AddPull(4, "feature/title");
        world.Chooses("suggestion");
        world.Chooses("approval");
        world.Chooses("change_requested");
        world.Scene.Agent("says 'Say one' && echo one >> answers.txt; says 'Say two' && echo two >> answers.txt; true");

        var id = await DefinitionRuns.StartAsync(world.Host, "review_response", new
        {
            pull_request = 4,
            comments = new object[]
            {
                new { comment = "Say one", path = "README.md", line = 1 }, new { comment = "Well done" }, new { comment = "Say two" },
            },
            test_command = "true",
        }, world.Scene);
        var ended = await DefinitionRuns.UntilAsync(world.Host, id, "completed");

        Assert.Equal(3, ended.GetProperty("outputs").GetProperty("succeeded").GetInt32());
        Assert.Equal("one\ntwo", world.On("feature/title", "answers.txt"));
        Assert.Equal(4, world.Log("feature/title").Length);
        Assert.Equal(3, world.Comments().Length);
    }

    [Fact]
    public async Task The_autonomous_loop_merges_one_issue_after_the_other_until_there_is_none()
    {
        await using var world = await GitHubWorld.StartAsync();
        world.AddIssue(5, "First answer");
        world.AddIssue(6, "Second answer");
        world.Scene.Agent("""
            case $mode in
                plan) echo "Answer it." ;;
                *) says 'First answer' && echo 1 > first.txt; says 'Second answer' && sed s/1/2/ first.txt > second.txt; true ;;
            esac
            """);

        var id = await DefinitionRuns.StartAsync(world.Host, "autonomous_loop", new
        {
            test_command = "ls *.txt", validate_command = "true", approve_merge = false, rounds = 3,
        }, world.Scene);
        await DefinitionRuns.UntilAsync(world.Host, id, "completed");

        Assert.Equal(("1", "2"), (world.OnMain("first.txt"), world.OnMain("second.txt")));
        Assert.Equal(2, world.GitHub.Pulls.Count);
        Assert.All(world.GitHub.Pulls, pull => Assert.NotNull(pull["merged_at"]));
        Assert.Equal(2, world.Comments().Count(comment => comment.StartsWith("Merged: ", StringComparison.Ordinal)));
    }

    private static void AssertAllSucceeded(JsonElement definition) => Assert.All(
        definition.GetProperty("steps").EnumerateArray(), step => Assert.Equal("succeeded", step.GetProperty("state").GetString()));
}
