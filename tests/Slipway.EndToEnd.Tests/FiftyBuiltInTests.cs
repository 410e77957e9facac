namespace Slipway.EndToEnd.Tests;

/// <summary>Fifty workflows of the built-in definitions at once: with issues and pull requests on GitHub, and in a repository without.
/// </summary>
public sealed class FiftyBuiltInTests
{
    private const int DoneBeforeTheKill = 6;
    private const string MustHold42 = "test \"$(cat answer.txt)\" = 42";

    /// <summary>Does whatever a definition asks of an agent.</summary>
    private const string Agent = """
        if test "$mode" = plan; then echo "1. Think. 2. Write answer.txt."
        elif says 'Write a test that fails'; then echo 'test "$(cat answer.txt)" = 42 || { echo not 42; exit 1; }' > test.sh
        elif says 'Update the documentation'; then mkdir -p docs; echo Hello > docs/guide.md
        elif says 'Part 1 of'; then echo one > one.txt
        elif says 'Part 2 of'; then echo two > two.txt
        elif says 'A reviewer of this branch'; then echo '# All' > README.md
        else echo 42 > answer.txt
        fi
        """;

    /// <summary>Each kind of workflow: how many of it, whether it works with GitHub, and how they end.</summary>
    private static readonly Kind[] Kinds =
    [
        new("issue_implementation", 5, true, "completed"),
        new("pr_review", 4, true, "completed"),
        new("pr_processing", 3, true, "completed"),
        new("autonomous_loop", 1, true, "completed"),
        new("simple_issue", 8, false, "completed"),
        new("bug_fix", 6, false, "completed"),
        new("documentation_update", 6, false, "completed"),
        new("complex_feature", 4, false, "completed"),
        new("feature_integration", 6, false, "completed"),
        new("hotfix_deployment", 4, false, "completed"),
        new("hotfix_deployment", 3, false, "failed"),
    ];

    [Fact]
    public async Task Fifty_workflows_of_the_built_in_definitions_end_as_they_should_though_the_host_is_killed_in_the_middle()
    {
        await using var world = await GitHubWorld.StartAsync();
        using var local = new Scene();
        world.Scene.Agent(Agent);
        local.Agent(Agent);
        foreach (var number in Enumerable.Range(1, 5))
        {
            world.AddIssue(number, $"Answer {number}");
        }

        foreach (var number in Enumerable.Range(11, 7))
        {
            world.AddPull(number, $"feature/{number}", ("answer.txt", "42\n"));
        }

        world.AddIssue(30, "The loop's", "loop");

        var started = (await Task.WhenAll(Kinds.SelectMany(kind => Enumerable.Range(1, kind.Count).Select(async number => (
            Id: await DefinitionRuns.StartAsync(
                world.Host, kind.Definition, Inputs(kind, number, local), kind.IsOnGitHub ? world.Scene : local),
            Kind: kind))))).ToDictionary(each => each.Id, each => each.Kind, StringComparer.Ordinal);
        await Fleet.UntilAsync(world.Host, all => all.Values.Count(Fleet.IsOver) >= DoneBeforeTheKill);
        await world.KillAndStartAsync();
        Assert.InRange(
            (await Fleet.StandingAsync(world.Host)).Values.Count(Fleet.IsOver), DoneBeforeTheKill, started.Count - 1);
        foreach (var (id, kind) in started)
        {
            if (Approval(kind) is { } step)
            {
                await DefinitionRuns.ApproveAsync(world.Host, id, step);
            }
        }

        var ended = await Fleet.UntilAsync(world.Host, all => all.Values.All(Fleet.IsOver));

        Assert.Equal(50, started.Count);
        Assert.All(started, each => Assert.True(
            ended[each.Key] == each.Value.End, $"{each.Value.Definition} {each.Key}: {ended[each.Key]}"));
        await Fleet.AssertNothingTwiceAsync(world.Host, [.. ended.Keys]);
        AssertGitHub(world);
        Assert.Equal(24, local.Git("for-each-ref", "--format=%(refname)", "refs/slipway/pulls/*/head").Split('\n').Length);
        Assert.InRange(local.Runs("back"), 3, 6);
    }

    /// <summary>Each workflow has its pull request, its commit and its comment once.</summary>
    private static void AssertGitHub(GitHubWorld world)
    {
        Assert.Equal(7 + 5 + 1, world.GitHub.Pulls.Count);
        Assert.Single(world.GitHub.Pulls, pull => pull["merged_at"] is not null);
        Assert.Equal("42", world.OnMain("answer.txt"));
        Assert.Equal(5, world.Comments().Count(comment => comment.StartsWith("Pull request: ", StringComparison.Ordinal)));
        Assert.Equal(4, world.Comments().Count(comment => comment.StartsWith("Done in ", StringComparison.Ordinal)));
        Assert.All(Enumerable.Range(11, 4), number => Assert.Equal(3, world.Log($"feature/{number}").Length));
        Assert.All(Enumerable.Range(15, 3), number => Assert.Equal(2, world.Log($"feature/{number}").Length));
    }

    private static string? Approval(Kind kind) => kind.Definition switch
    {
        "hotfix_deployment" => "approve_production",
        "complex_feature" => "approve_plan",
        "issue_implementation" => "plan_approval",
        _ => null,
    };

    private static object Inputs(Kind kind, int number, Scene local) => kind.Definition switch
    {
        "issue_implementation" => new { issue = number, test_command = MustHold42, approve_plan = true },
        "pr_review" => new
        {
            pull_request = 10 + number, comment = "The title is too long.", path = "README.md", test_command = "grep -q All README.md",
        },
        "pr_processing" => new { pr_id = 14 + number, test_command = MustHold42, audit_command = "echo nothing found" },
        "autonomous_loop" => new
        {
            labels = new[] { "loop" }, test_command = MustHold42, validate_command = "true", approve_merge = false, rounds = 2,
        },
        "simple_issue" => new { requirement = $"Answer {number}.", test_command = MustHold42 },
        "bug_fix" => new { bug = $"It does not answer {number}.", test_command = "sh test.sh" },
        "documentation_update" => new { topic = $"Greet {number}.", check_command = "grep -rq Hello docs" },
        "complex_feature" => new
        {
            requirement = $"Count {number}.", parts = new[] { "one", "two" }, test_command = "test -s one.txt || test -s two.txt",
        },
        "feature_integration" => new
        {
            feature = "Answers.", integration_command = "test -s README.md", compatibility_command = "sleep 0.3",
        },
        _ => new
        {
            test_command = "true",
            deploy_command = kind.End == "failed" ? "exit 1" : "sleep 0.3",
            rollback_command = $"echo back >> {local.Root}/runs.log",
        },
    };

    private sealed record Kind(string Definition, int Count, bool IsOnGitHub, string End);
}
