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
        Assert.Single(world.Comments(), comment => comment.Contains($"Pull request: {pull["html_url"]}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_pull_request_is_analysed_deployed_validated_tested_and_audited_on_its_own_branch()
    {
        await using var world = await GitHubWorld.StartAsync();
        var head = world.AddPull(3, "feature/answer", ("answer.txt", "42\n"), ("lcov.info", "SF:a\nDA:1,1\nDA:2,0\nend_of_record\n"));
        var once = Path.Combine(world.Scene.Root, "deployed");

        var id = await DefinitionRuns.StartAsync(world.Host, "pr_processing", new
        {
            pr_id = 3,
            deploy_command = $"test -e {once} && echo $BRANCH $COMMIT > {once} || {{ touch {once}; exit 1; }}",
            test_command = MustHold42,
            coverage_file = "lcov.info",
            coverage_min = 50,
            audit_command = "echo nothing found",
        }, world.Scene);
        var ended = await DefinitionRuns.UntilAsync(world.Host, id, "completed");

        var outputs = ended.GetProperty("outputs");
        Assert.Contains("1. Think.", outputs.GetProperty("tasks").GetString(), StringComparison.Ordinal);
        Assert.True(outputs.GetProperty("tests").GetProperty("passed").GetBoolean());
        Assert.Equal(head, outputs.GetProperty("commit").GetString());
        Assert.Equal($"feature/answer {head}\n", await File.ReadAllTextAsync(once));
        Assert.Equal(["Begin something", "Begin"], world.Log("feature/answer"));
        AssertAllSucceeded(ended, skipped: "deploy_environment");
    }

    [Fact]
    public async Task A_pull_request_is_deployed_to_an_environment_of_GitHub_across_a_crash_and_a_webhook_says_that_it_is_done()
    {
        await using var world = await GitHubWorld.StartAsync(_ => ["--Slipway:WebhookSecret", GitHubWebhooks.Secret]);
        var head = world.AddPull(3, "feature/answer", ("answer.txt", "42\n"));

        var id = await DefinitionRuns.StartAsync(
            world.Host, "pr_processing", new { pr_id = 3, environment = "staging", test_command = MustHold42 }, world.Scene);
        await Poll.UntilAsync(
            () => Task.FromResult(world.GitHub.Requests.Count(request => request.EndsWith("/deployments/1/statuses?per_page=100",
                StringComparison.Ordinal))),
            looks => looks >= 1, _ => world.Host.Output);
        await world.KillAndStartAsync();
        world.GitHub.SayOfDeployment(1, "success", log: "https://ci.test/1");
        await new GitHubWebhooks(world.Host.Url).DeliverAsync("deployment_status", new JsonObject
        {
            ["action"] = "created", ["deployment_status"] = new JsonObject { ["state"] = "success" },
            ["deployment"] = new JsonObject
            {
                ["sha"] = head, ["environment"] = "staging", ["payload"] = world.GitHub.Deployments[0]["payload"]!.DeepClone(),
            },
        });
        var ended = await DefinitionRuns.UntilAsync(world.Host, id, "completed");

        Assert.Equal("https://ci.test/1", ended.GetProperty("outputs").GetProperty("deployment").GetString());
        Assert.Equal(head, $"{Assert.Single(world.GitHub.Deployments)["ref"]}");
    }

    [Theory]
    [InlineData("answer.txt", "41\n", "run_tests")]
    [InlineData("lcov.info", "SF:a\nDA:1,1\nDA:2,0\nend_of_record\n", "coverage")]
    [InlineData("answer.txt", "42  \n", "validate_code")]
    public async Task What_is_wrong_on_a_pull_requests_branch_fails_its_processing(string file, string content, string failing)
    {
        await using var world = await GitHubWorld.StartAsync();
        world.AddPull(3, "feature/answer", (file, content));

        var id = await DefinitionRuns.StartAsync(world.Host, "pr_processing", new
        {
            pr_id = 3,
            test_command = "test ! -e answer.txt || grep -q 42 answer.txt || exit 3",
            coverage_file = failing == "coverage" ? "lcov.info" : null,
        }, world.Scene);
        var parked = await DefinitionRuns.UntilAsync(world.Host, id, "failed");

        Assert.Equal("parked", DefinitionRuns.StateOf(parked, failing));
    }

    [Fact]
    public async Task A_hotfix_and_a_feature_that_are_pull_requests_are_tested_as_they_are_there()
    {
        await using var world = await GitHubWorld.StartAsync();
        var head = world.AddPull(4, "hotfix/answer", ("answer.txt", "42\n"));
        var log = Path.Combine(world.Scene.Root, "runs.log");

        var feature = await DefinitionRuns.StartAsync(world.Host, "feature_integration", new
        {
            pull_request = 4, feature = "Answers.", integration_command = MustHold42, compatibility_command = "test -s answer.txt",
        }, world.Scene);
        Assert.Equal(head, (await DefinitionRuns.UntilAsync(world.Host, feature, "completed"))
            .GetProperty("outputs").GetProperty("commit").GetString());
        var hotfix = await DefinitionRuns.StartAsync(world.Host, "hotfix_deployment", new
        {
            pull_request = 4, test_command = MustHold42, deploy_command = $"echo $BRANCH $COMMIT >> {log}", rollback_command = "true",
        }, world.Scene);
        await DefinitionRuns.ApproveAsync(world.Host, hotfix, "approve_production");
        await DefinitionRuns.UntilAsync(world.Host, hotfix, "completed");

        Assert.Equal(1, world.Scene.Runs($"hotfix/answer {head}"));
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
    public async Task A_review_comment_is_answered_in_its_thread_and_its_line_is_found_where_it_is_now()
    {
        await using var world = await GitHubWorld.StartAsync();
        var lines = string.Concat(Enumerable.Range(1, 60).Select(line => $"line {line}\n"));
        var commented = world.AddPull(4, "feature/title", ("page.txt", lines));
        world.Push("feature/title", "More above", ("page.txt", string.Concat(Enumerable.Repeat("new\n", 100)) + lines));
        var comment = world.GitHub.AddReviewComment("ada", "Too long.");
        world.Chooses("change_requested");
        world.Scene.Agent("says 'page.txt, around line 103' && says 'line 3' && says '@@ hunk' && echo '# All' > README.md");

        var id = await DefinitionRuns.StartAsync(world.Host, "pr_review", new
        {
            pull_request = 4, comment = "Too long.", path = "page.txt", line = 3, commit = commented, hunk = "@@ hunk",
            comment_id = comment, test_command = "grep -q All README.md",
        }, world.Scene);
        await DefinitionRuns.UntilAsync(world.Host, id, "completed");

        var answer = world.GitHub.Threads[^1];
        Assert.Equal($"{comment}", $"{answer["in_reply_to_id"]}");
        Assert.StartsWith($"Done in {world.GitHub.HeadOf("feature/title")}.", $"{answer["body"]}", StringComparison.Ordinal);
        Assert.Empty(world.Comments());
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

    private static void AssertAllSucceeded(JsonElement definition, params string[] skipped) => Assert.All(
        definition.GetProperty("steps").EnumerateArray(),
        step => Assert.Equal(
            skipped.Contains(step.GetProperty("id").GetString(), StringComparer.Ordinal) ? "skipped" : "succeeded",
            step.GetProperty("state").GetString()));
}
