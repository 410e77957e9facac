namespace Slipway.EndToEnd.Tests;

/// <summary>The built-in definition that works on one issue after the other.</summary>
public sealed class AutonomousLoopTests
{
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
            test_command = "ls *.txt", validate_command = "true", approve_merge = false, rounds = 10,
        }, world.Scene);
        var ended = await DefinitionRuns.UntilAsync(world.Host, id, "completed");

        Assert.Equal(("1", "2"), (world.OnMain("first.txt"), world.OnMain("second.txt")));
        Assert.Equal(2, world.GitHub.Pulls.Count);
        Assert.All(world.GitHub.Pulls, pull => Assert.NotNull(pull["merged_at"]));
        Assert.Equal(2, world.Comments().Count(comment => comment.StartsWith("Merged: ", StringComparison.Ordinal)));
        Assert.All(world.GitHub.Issues, issue => Assert.Equal("closed", issue["state"]!.GetValue<string>()));
        Assert.Equal(3, ended.GetProperty("outputs").GetProperty("rounds").GetProperty("succeeded").GetInt32());
        Assert.Equal(3, ended.GetProperty("steps")[0].GetProperty("children").GetArrayLength());
        await Poll.UntilAsync(
            () => Task.FromResult(Directory.GetDirectories(Path.Combine(world.Scene.Home, "worktrees"))),
            left => left.Length == 0,
            left => string.Join(' ', left));
    }

    [Fact]
    public async Task Without_an_issue_it_looks_again_until_there_is_one()
    {
        await using var world = await GitHubWorld.StartAsync();
        world.Scene.Agent("echo 1 > first.txt");

        var id = await DefinitionRuns.StartAsync(world.Host, "autonomous_loop", new
        {
            test_command = "ls *.txt", validate_command = "true", approve_merge = false, rounds = 1, idle_wait = "1s", assign = "ann",
        }, world.Scene);
        var round = await RoundAsync(world, id);
        await DefinitionRuns.UntilAsync(world.Host, round, each => each.TryGetProperty("waitingFor", out var what)
            && what.GetString()!.Contains("No issues available for processing", StringComparison.Ordinal));
        world.AddIssue(5, "First answer");
        await DefinitionRuns.UntilAsync(world.Host, id, "completed");

        Assert.Equal("1", world.OnMain("first.txt"));
        Assert.Equal("ann", Assert.Single(world.GitHub.Issues)["assignees"]![0]!["login"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_was_pushed_after_it_was_validated_is_not_merged()
    {
        await using var world = await GitHubWorld.StartAsync();
        world.AddIssue(5, "First answer");
        world.Scene.Agent("echo 1 > first.txt");

        var id = await DefinitionRuns.StartAsync(
            world.Host, "autonomous_loop", new { test_command = "ls *.txt", validate_command = "true" }, world.Scene);
        var round = await RoundAsync(world, id);
        await DefinitionRuns.UntilAsync(
            world.Host, round, each => DefinitionRuns.StateOf(each.GetProperty("definition"), "merge_approval") == "waiting");
        world.Push($"slipway/{round}", "Unseen");
        await DefinitionRuns.ApproveAsync(world.Host, round, "merge_approval");
        var failed = await DefinitionRuns.UntilAsync(world.Host, round, "failed");

        Assert.Equal("SLW2005", failed.GetProperty("failure").GetProperty("code").GetString());
        Assert.All(world.GitHub.Pulls, pull => Assert.Null(pull["merged_at"]));
    }

    /// <summary>The workflow of the first round.</summary>
    private static async Task<string> RoundAsync(GitHubWorld world, string id)
    {
        var workflow = await DefinitionRuns.UntilAsync(
            world.Host, id, each => each.GetProperty("definition").GetProperty("steps")[0].GetProperty("children").GetArrayLength() > 0);
        return workflow.GetProperty("definition").GetProperty("steps")[0].GetProperty("children")[0].GetString()!;
    }
}
