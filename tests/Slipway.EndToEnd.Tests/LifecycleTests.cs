using System.Net;
using System.Text.Json;

namespace Slipway.EndToEnd.Tests;

public sealed class LifecycleTests
{
    [Fact]
    public async Task A_requirement_becomes_a_merged_pull_request_after_a_gate_sent_it_back_once()
    {
        using var scene = new Scene();
        await using var host = await HostProcess.StartAsync(scene.Home);

        var id = await scene.StartAsync(host);
        var workflow = await Scene.UntilStateAsync(host, id, "COMPLETED", "FAILED");

        Assert.Equal("COMPLETED", workflow.GetProperty("state").GetString());
        Assert.Equal("completed", workflow.GetProperty("status").GetString());
        Assert.Equal("merged", workflow.GetProperty("pullRequest").GetProperty("state").GetString());
        Assert.Equal(1, workflow.GetProperty("feedbackRound").GetInt32());
        Assert.Equal("42", scene.Git("show", "main:answer.txt"));
        Assert.Equal(scene.Git("rev-parse", "main"), scene.Git("ls-remote", "origin", "refs/heads/main").Split('\t')[0]);
        Assert.Equal(
            ["IDLE", "PLANNING", "CODING", "PR_CREATED", "VALIDATING", "CODING", "PR_CREATED", "VALIDATING", "COMPLETED"],
            States(await Scene.EventsAsync(host, id)));
    }

    [Theory]
    [InlineData("plan", "PLANNING", false)]
    [InlineData("code", "CODING", false)]
    [InlineData("gate", "VALIDATING", false)]
    [InlineData("fix", "CODING", false)]
    [InlineData("plan", "PLANNING", true)]
    [InlineData("fix", "CODING", true)]
    [InlineData("gate", "VALIDATING", true)]
    public async Task Killed_or_stopped_while_a_process_works_the_workflow_completes_and_nothing_is_done_twice(
        string step, string state, bool stops)
    {
        using var scene = new Scene();
        await File.WriteAllTextAsync(scene.Hold(step), "");
        string id;
        await using (var host = await HostProcess.StartAsync(scene.Home))
        {
            id = await scene.StartAsync(host);
            await Poll.UntilAsync(() => Task.FromResult(scene.Runs(step)), runs => runs > 0, _ => host.Output);
            await Scene.UntilStateAsync(host, id, state);
            await (stops ? host.StopAsync() : host.KillAsync());
        }

        await using var next = await HostProcess.StartAsync(scene.Home);
        await Poll.UntilAsync(() => Task.FromResult(scene.Runs(step)), runs => runs > 1, _ => next.Output);
        File.Delete(scene.Hold(step));

        await AssertCompletedOnceAsync(scene, next, id);
    }

    [Fact]
    public async Task Killed_while_the_pull_request_is_opened_the_workflow_completes_and_nothing_is_done_twice()
    {
        using var scene = new Scene();
        var held = Path.Combine(scene.Repository, ".git", "refs", "slipway", "pulls", "1");
        Directory.CreateDirectory(held);
        string[] locks = [Path.Combine(held, "head.lock"), Path.Combine(held, "meta.lock")];
        string id;
        await using (var host = await HostProcess.StartAsync(scene.Home))
        {
            Array.ForEach(locks, path => File.WriteAllText(path, ""));
            id = await scene.StartAsync(host);
            await Scene.UntilStateAsync(host, id, "PR_CREATED");
            await host.KillAsync();
        }

        // Git could not write through the locks: the state cannot have been left before the host died.
        Assert.Equal("", scene.Git("for-each-ref", "refs/slipway/pulls"));
        Array.ForEach(locks, File.Delete);
        await using var next = await HostProcess.StartAsync(scene.Home);

        await AssertCompletedOnceAsync(scene, next, id);
    }

    [Fact]
    public async Task Killed_right_after_the_start_was_accepted_the_workflow_completes()
    {
        using var scene = new Scene();
        string id;
        await using (var host = await HostProcess.StartAsync(scene.Home))
        {
            id = await scene.StartAsync(host);
            await host.KillAsync();
        }

        await using var next = await HostProcess.StartAsync(scene.Home);

        await AssertCompletedOnceAsync(scene, next, id);
    }

    [Fact]
    public async Task Killed_after_its_end_the_workflow_stays_as_it_is_and_nothing_runs_again()
    {
        using var scene = new Scene();
        string id;
        string before;
        await using (var host = await HostProcess.StartAsync(scene.Home))
        {
            id = await scene.StartAsync(host);
            await Scene.UntilStateAsync(host, id, "COMPLETED");
            before = (await Scene.GetAsync(host, $"/api/workflows/{id}/events")).ToString();
            await host.KillAsync();
        }

        await using var next = await HostProcess.StartAsync(scene.Home);

        await AssertCompletedOnceAsync(scene, next, id);
        Assert.Equal(before, (await Scene.GetAsync(next, $"/api/workflows/{id}/events")).ToString());
        Assert.Equal((1, 1, 1), (scene.Runs("plan"), scene.Runs("code"), scene.Runs("fix")));
    }

    [Fact]
    public async Task Killed_while_it_is_parked_or_paused_the_workflow_waits_on_and_goes_on_when_told()
    {
        using var scene = new Scene();
        await File.WriteAllTextAsync(scene.Hold("plan"), "");
        string id;
        await using (var host = await HostProcess.StartAsync(scene.Home))
        {
            id = await scene.StartAsync(host, ("maxFeedbackRounds", 0));
            await Scene.UntilStateAsync(host, id, "PLANNING");
            await Scene.PostAsync(host, $"/api/workflows/{id}/pause", new { actor = "ann", reason = "lunch" }, HttpStatusCode.Accepted);
            await UntilStatusAsync(host, id, "paused");
            await host.KillAsync();
        }

        File.Delete(scene.Hold("plan"));
        await using (var host = await HostProcess.StartAsync(scene.Home))
        {
            var paused = await UntilStatusAsync(host, id, "paused");
            Assert.Equal("lunch", paused.GetProperty("pauseReason").GetString());
            await Scene.PostAsync(host, $"/api/workflows/{id}/resume", new { actor = "ann" }, HttpStatusCode.Accepted);
            await Scene.UntilStateAsync(host, id, "FAILED");
            await host.KillAsync();
        }

        await using var last = await HostProcess.StartAsync(scene.Home);
        var parked = await Scene.UntilStateAsync(last, id, "FAILED");
        Assert.Equal("SLW3004", parked.GetProperty("failure").GetProperty("code").GetString());
        await Scene.PostAsync(last, $"/api/workflows/{id}/recover", new { actor = "ann", decision = "skip", reason = "good enough" },
            HttpStatusCode.Accepted);
        await Scene.UntilStateAsync(last, id, "COMPLETED");
        Assert.Equal("41", scene.Git("show", "main:answer.txt"));
        Assert.Equal(1, scene.Runs("code"));
    }

    private static Task<JsonElement> UntilStatusAsync(HostProcess host, string id, string status) => Poll.UntilAsync(
        () => Scene.GetAsync(host, $"/api/workflows/{id}"),
        workflow => workflow.GetProperty("status").GetString() == status,
        workflow => $"{workflow}\n{host.Output}");

    private static async Task AssertCompletedOnceAsync(Scene scene, HostProcess host, string id)
    {
        var workflow = await Scene.UntilStateAsync(host, id, "COMPLETED", "FAILED");
        Assert.True(workflow.GetProperty("state").GetString() == "COMPLETED", $"{workflow}\n{host.Output}");

        var events = await Scene.EventsAsync(host, id);
        Assert.Equal(Enumerable.Range(1, events.Count)
            .Select(number => (long)number), events.Select(happened => happened.GetProperty("sequence").GetInt64()));
        Assert.Equal(
            ["IDLE", "PLANNING", "CODING", "PR_CREATED", "VALIDATING", "CODING", "PR_CREATED", "VALIDATING", "COMPLETED"], States(events));
        Assert.Equal(
            ["prepare", "plan", "code", "open-pull-request", "gate:answer", "gates", "code", "open-pull-request", "gate:answer", "gates",
                "merge"],
            events.Where(happened => happened.GetProperty("type").GetString() == "step_execution_completed")
                .Select(happened => happened.GetProperty("data").GetProperty("step").GetString()!));

        // One commit a visit of CODING, one merge, one pull request: whatever ran twice has found the first one's work.
        Assert.Equal("3", scene.Git("rev-list", "--count", "main", "^" + scene.Git("rev-list", "--max-parents=0", "main")));
        Assert.Equal("1", scene.Git("rev-list", "--count", "--merges", "main"));
        Assert.Single(scene.Git("for-each-ref", "--format=%(refname)", "refs/slipway/pulls")
            .Split('\n'), name => name.EndsWith("/head", StringComparison.Ordinal));
        Assert.Equal("42", scene.Git("show", "main:answer.txt"));
    }

    private static IEnumerable<string> States(IEnumerable<JsonElement> events)
    {
        var changes = events.Where(happened => happened.GetProperty("type").GetString() == "state_changed")
            .Select(happened => happened.GetProperty("data")).ToList();
        return changes.Select(change => change.GetProperty("to").GetString()!).Prepend(changes[0].GetProperty("from").GetString()!);
    }
}
