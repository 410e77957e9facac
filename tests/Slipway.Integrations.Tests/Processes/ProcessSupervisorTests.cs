using System.Diagnostics;
using Slipway.Integrations.Processes;

namespace Slipway.Integrations.Tests.Processes;

public sealed class ProcessSupervisorTests
{
    private const string DeadHost = "4194304:1";

    [Fact]
    public async Task Stopping_a_workflow_ends_its_processes_and_no_others()
    {
        using var home = new TestHome();
        var (first, firstProcess) = await StartAsync(home, "wf-1");
        var (second, secondProcess) = await StartAsync(home, "wf-2");

        var stopped = await home.Supervisor.StopAsync("wf-1", default);

        Assert.Equal(1, stopped);
        using var result = await first;
        Assert.Equal(ProcessEnding.Cancelled, result.Ending);
        Assert.False(Alive.Is(firstProcess));
        Assert.True(Alive.Is(secondProcess));
        Assert.Equal(1, await home.Supervisor.StopAsync("wf-2", default));
        using var _ = await second;
    }

    [Fact]
    public async Task Stopping_a_workflow_with_nothing_running_ends_nothing()
    {
        using var home = new TestHome();

        Assert.Equal(0, await home.Supervisor.StopAsync("wf-1", default));
    }

    [Fact]
    public async Task Stopping_a_workflow_ends_what_a_dead_host_left_running()
    {
        using var home = new TestHome();
        using var left = Leave(home, "wf-1", DeadHost);

        var stopped = await home.Supervisor.StopAsync("wf-1", default);

        Assert.Equal(1, stopped);
        await left.WaitForExitAsync();
    }

    [Fact]
    public async Task What_hid_in_a_worktree_is_ended_with_its_workflow_or_at_the_next_start()
    {
        using var home = new TestHome();
        var first = await HideAsync(home, "wf-1", "env -i setsid sh -c 'sleep 1000 & echo $$ > \"$0\"; wait'");
        var second = await HideAsync(home, "wf-2", "env -i setsid sh -c 'sleep 1000 & echo $$ > \"$0\"; wait'");

        Assert.Equal(2, await home.Supervisor.StopAsync("wf-1", default));
        Assert.False(Alive.Is(first));
        Assert.True(Alive.Is(second));
        Assert.Equal(2, await home.Supervisor.StopOrphansAsync(default));
        Assert.False(Alive.Is(second));
    }

    [Fact]
    public async Task A_program_of_somebody_who_looks_into_a_worktree_is_left_alone()
    {
        using var home = new TestHome();
        var worktree = home.Make("data/worktrees/wf-1");
        using var tool = Process.Start(new ProcessStartInfo("sleep", "1000") { WorkingDirectory = worktree })!;

        Assert.Equal(0, await home.Supervisor.StopAsync("wf-1", default));
        Assert.True(Alive.Is(tool.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        tool.Kill();
    }

    [Fact]
    public async Task Orphans_of_a_dead_host_on_the_same_data_are_ended()
    {
        using var home = new TestHome();
        using var orphan = Leave(home, "wf-1", DeadHost);

        var ended = await home.Supervisor.StopOrphansAsync(default);

        Assert.Equal(1, ended);
        await orphan.WaitForExitAsync();
        Assert.Equal(0, await home.Supervisor.StopOrphansAsync(default));
    }

    [Fact]
    public async Task Processes_of_a_living_host_or_of_other_data_are_no_orphans()
    {
        using var home = new TestHome();
        using var other = new TestHome();
        using var ofLiving = Leave(home, "wf-1", home.Get<ProcessMarks>().HostMark);
        using var ofOther = Leave(other, "wf-1", DeadHost);

        var ended = await home.Supervisor.StopOrphansAsync(default);

        Assert.Equal(0, ended);
        Assert.False(ofLiving.HasExited);
        Assert.False(ofOther.HasExited);
        ofLiving.Kill();
        ofOther.Kill();
    }

    [Fact]
    public async Task A_new_host_on_the_same_data_knows_the_workflows_processes()
    {
        using var home = new TestHome();
        using var left = Leave(home, "wf-1", DeadHost);
        var restarted = home.Restart();

        Assert.Equal(1, await restarted.Supervisor.StopAsync("wf-1", default));
        await left.WaitForExitAsync();
    }

    [Fact]
    public async Task Temporary_files_of_a_dead_host_are_removed_when_they_are_old()
    {
        using var home = new TestHome();
        var temporary = home.Make("data/tmp");
        File.WriteAllText(Path.Combine(temporary, "old.log"), "x");
        File.SetLastWriteTimeUtc(Path.Combine(temporary, "old.log"), TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-2));
        File.WriteAllText(Path.Combine(temporary, "new.log"), "x");
        File.WriteAllText(Path.Combine(home.Make("data/tmp/step-old/kept"), "x"), "x");
        Directory.SetLastWriteTimeUtc(Path.Combine(temporary, "step-old"), TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-2));
        home.Make("data/tmp/step-new");

        await home.Supervisor.StopOrphansAsync(default);

        Assert.Equal(
            ["new.log", "step-new"],
            Directory.EnumerateFileSystemEntries(temporary).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Where_environments_cannot_be_read_records_find_the_processes()
    {
        using var home = new TestHome();
        var finder = new RecordedProcessFinder(Path.Combine(home.Data, "processes"));
        using var process = Process.Start("sleep", "1000");
        var recorded = new MarkedProcess(process.Id, finder.StartOf(process.Id)!, "run", "wf-1", "home", DeadHost);
        finder.Started(recorded);

        var found = finder.Find();
        var ended = await new ProcessEnder(finder, TimeProvider.System).EndAsync(candidate => candidate.Run == "run", default);

        Assert.Equal([recorded], found);
        Assert.Equal(1, ended);
        await process.WaitForExitAsync();
    }

    [Fact]
    public void A_record_whose_id_belongs_to_another_process_now_is_dropped()
    {
        using var home = new TestHome();
        var directory = Path.Combine(home.Data, "processes");
        var finder = new RecordedProcessFinder(directory);
        using var process = Process.Start("sleep", "1000");
        finder.Started(new MarkedProcess(process.Id, "2001-01-01T00:00:00", "run", "wf-1", "home", DeadHost));
        File.WriteAllText(Path.Combine(directory, "7.json"), "{ torn");

        var found = finder.Find();

        Assert.Empty(found);
        Assert.Empty(Directory.EnumerateFiles(directory));
        Assert.False(process.HasExited);
        process.Kill();
    }

    private static async Task<(Task<ProcessResult> Running, string ProcessId)> StartAsync(TestHome home, string workflowId)
    {
        var signal = new Signal(home, workflowId);
        var request = new ProcessRequest("sh", ["-c", $"echo $$ > {signal.Path}; exec sleep 1000"], home.Directory)
        {
            Environment = CleanEnvironment.Build([], null),
            TimeLimit = TimeSpan.FromHours(1),
            WorkflowId = workflowId,
        };
        var running = home.Get<ProcessRunner>().RunAsync(request, default);
        return (running, await signal.WaitAsync());
    }

    /// <summary>A process as a host leaves it behind.</summary>
    private static Process Leave(TestHome home, string workflowId, string hostMark)
    {
        var signal = new Signal(home, "left-" + Path.GetRandomFileName());
        var start = new ProcessStartInfo("sh") { UseShellExecute = false };
        start.ArgumentList.Add("-c");

        // Waits by itself: one that becomes another program is, for a moment, without the environment that marks it.
        start.ArgumentList.Add($"mkfifo {signal.Path}.fifo; echo $$ > {signal.Path}; read nothing < {signal.Path}.fifo");
        home.Get<ProcessMarks>().Apply(start.Environment, ProcessMarks.NewRunId(), workflowId);
        start.Environment[ProcessMarks.Host] = hostMark;
        var process = Process.Start(start)!;
        signal.WaitAsync().GetAwaiter().GetResult();
        return process;
    }

    /// <summary>Starts what cleans its environment and outlives its parent, and waits until it runs.</summary>
    private static async Task<string> HideAsync(TestHome home, string workflowId, string command)
    {
        var signal = new Signal(home, workflowId);
        var start = new ProcessStartInfo("sh") { WorkingDirectory = home.Make("data/worktrees/" + workflowId) };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"{command} {signal.Path} &");
        using var parent = Process.Start(start)!;
        await parent.WaitForExitAsync();
        return await signal.WaitAsync();
    }
}
