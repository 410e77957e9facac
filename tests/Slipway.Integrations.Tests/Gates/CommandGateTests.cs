using Slipway.Core.Ports;

namespace Slipway.Integrations.Tests.Gates;

public sealed class CommandGateTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task Exit_code_zero_passes_and_the_shell_understands_the_command()
    {
        using var home = new TestHome();

        var result = await RunAsync(home, "X=5; test $X -gt 3 && echo \"fine $X\" | tr f F");

        Assert.True(result.Passed);
        Assert.Equal((0, "Fine 5\n"), (result.ExitCode, result.Output));
        Assert.Contains("Fine 5", home.ReadArtifact(result.Log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_comes_with_the_end_of_both_streams_in_order()
    {
        using var home = new TestHome();

        var result = await RunAsync(home, "head -c 20000 /dev/zero | tr '\\0' x; echo; echo expected 2 >&2; exit 1");

        Assert.False(result.Passed);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(8 * 1024, result.Output.Length);
        Assert.EndsWith("x\nexpected 2\n", result.Output, StringComparison.Ordinal);
        Assert.InRange(result.Log!.SizeBytes, 20_000, 21_000);
    }

    [Fact]
    public async Task A_gate_that_takes_too_long_has_not_passed()
    {
        using var home = new TestHome();

        var result = await RunAsync(home, "sleep 1000", TimeSpan.FromMilliseconds(50));

        Assert.Equal((false, null), (result.Passed, result.ExitCode));
        Assert.Contains("longer than 50 ms", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_the_shell_does_not_find_is_said_so()
    {
        using var home = new TestHome();

        var result = await RunAsync(home, "no-such-program-of-ours");

        Assert.Equal((false, 127), (result.Passed, result.ExitCode));
        Assert.Contains("did not find a program", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gate_without_its_worktree_has_not_passed()
    {
        using var home = new TestHome();

        var result = await home.Gate.RunAsync(new GateRun("wf-1", "test", "true", Path.Combine(home.Directory, "gone"), Long), default);

        Assert.Equal((false, null), (result.Passed, result.ExitCode));
        Assert.Contains("could not be started", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stopped_workflow_stops_its_gates()
    {
        using var home = new TestHome();
        var signal = new Signal(home);
        var running = RunAsync(home, $"echo x > {signal.Path}; sleep 1000");
        await signal.WaitAsync();

        await home.Supervisor.StopAsync("wf-1", default);

        Assert.False((await running).Passed);
    }

    [Fact]
    public async Task A_host_that_stops_leaves_no_verdict()
    {
        using var home = new TestHome();
        using var stop = new CancellationTokenSource();
        var signal = new Signal(home);
        var running = home.Gate.RunAsync(
            new GateRun("wf-1", "test", $"echo x > {signal.Path}; sleep 1000", home.Directory, Long), stop.Token);
        await signal.WaitAsync();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task Gates_run_in_parallel()
    {
        using var home = new TestHome();
        var (first, second) = (new Signal(home, "first"), new Signal(home, "second"));

        // Each waits for the other: one after the other, they would never end.
        var results = await Task.WhenAll(
            RunAsync(home, $"echo x > {first.Path}; read y < {second.Path}"),
            RunAsync(home, $"read x < {first.Path}; echo y > {second.Path}"));

        Assert.All(results, result => Assert.True(result.Passed));
    }

    [Fact]
    public async Task A_secret_of_the_host_is_masked_in_all_that_is_kept_of_a_gate()
    {
        using var home = new TestHome(("WebhookSecret", "webhook-secret-0123"));

        var result = await RunAsync(home, "echo webhook-secret-0123; exit 1");

        Assert.Equal("***\n", result.Output);
        Assert.DoesNotContain("0123", result.Message + home.ReadArtifact(result.Log), StringComparison.Ordinal);
    }

    private static Task<GateResult> RunAsync(TestHome home, string command, TimeSpan? limit = null) =>
        home.Gate.RunAsync(new GateRun("wf-1", "test", command, home.Directory, limit ?? Long), default);
}
