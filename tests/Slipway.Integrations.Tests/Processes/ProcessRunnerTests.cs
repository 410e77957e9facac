using System.Globalization;
using System.Text;
using Slipway.Integrations.Processes;

namespace Slipway.Integrations.Tests.Processes;

public sealed class ProcessRunnerTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Both_streams_and_the_exit_code_are_kept()
    {
        using var home = new TestHome();

        using var result = await RunAsync(home, "echo out; echo err >&2; exit 3");

        Assert.Equal((ProcessEnding.Exited, 3), (result.Ending, result.ExitCode));
        Assert.Equal("out\n", result.Output.Text(100));
        Assert.Equal("err\n", result.Error.Text(100));
        var log = new StreamReader(result.Log!.Finish()).ReadToEnd();
        Assert.Contains("--- stdout ---\nout\n", log, StringComparison.Ordinal);
        Assert.Contains("--- stderr ---\nerr\n", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_reads_its_input_gets_it_and_then_its_end()
    {
        using var home = new TestHome();

        using var result = await RunAsync(home, "cat; echo end", input: "prompt\n");

        Assert.Equal("prompt\nend\n", result.Output.Text(100));
    }

    [Fact]
    public async Task A_program_without_input_sees_its_end_at_once()
    {
        using var home = new TestHome();

        using var result = await RunAsync(home, "cat; echo end");

        Assert.Equal("end\n", result.Output.Text(100));
    }

    [Fact]
    public async Task What_works_for_a_workflow_gives_way_to_the_host()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // Field 19 of proc(5), counted from 3 behind the name.
        var stat = await File.ReadAllTextAsync("/proc/self/stat");
        var own = int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[16], CultureInfo.InvariantCulture);
        using var home = new TestHome();

        using var result = await RunAsync(home, "nice");

        Assert.Equal($"{Math.Min(own + 5, 19)}\n", result.Output.Text(100));
    }

    [Fact]
    public async Task A_large_input_that_nobody_reads_does_no_harm()
    {
        using var home = new TestHome();

        using var result = await RunAsync(home, "exit 0", input: new string('x', 2_000_000));

        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task A_gigabyte_of_output_costs_neither_memory_nor_disk_beyond_the_limit()
    {
        using var home = new TestHome();
        var before = GC.GetTotalAllocatedBytes();

        using var result = await RunAsync(home, "echo first; head -c 1073741824 /dev/zero; echo last");

        Assert.Equal(0, result.ExitCode);
        Assert.True(result.Output.Truncated);
        Assert.EndsWith("last\n", result.Output.Text(1000), StringComparison.Ordinal);
        var log = result.Log!.Finish();
        Assert.InRange(log.Length, 900_000, 1_100_000);
        var text = new StreamReader(log).ReadToEnd();
        Assert.Contains("first", text, StringComparison.Ordinal);
        Assert.Contains("bytes left out here", text, StringComparison.Ordinal);
        Assert.EndsWith("last\n", text, StringComparison.Ordinal);
        Assert.True(GC.GetTotalAllocatedBytes() - before < 500_000_000, "A gigabyte went through memory that was never given back.");
    }

    [Fact]
    public async Task Output_that_is_no_text_becomes_text()
    {
        using var home = new TestHome();

        using var result = await RunAsync(home, @"printf 'a\377\376b\000c\033[31mred\033[0m\007 \342\202\254\r\n'");

        Assert.Equal("a\uFFFD\uFFFDbcred €\n", result.Output.Text(100));
    }

    [Fact]
    public async Task The_time_limit_ends_the_process_with_its_grandchildren()
    {
        var time = new TriggeredTime();
        using var home = new TestHome();
        var signal = new Signal(home);
        var running = RunAsync(home, $"sleep 1000 & echo $! > {signal.Path}; sleep 1000", time: time);
        var grandchild = await signal.WaitAsync();

        time.Reach(Long);
        using var result = await running;

        Assert.Equal((ProcessEnding.TimeLimit, null), (result.Ending, result.ExitCode));
        Assert.False(Alive.Is(grandchild));
    }

    [Fact]
    public async Task The_silence_limit_ends_a_silent_process()
    {
        var time = new TriggeredTime();
        using var home = new TestHome();
        var signal = new Signal(home);
        var running = RunAsync(home, $"echo working; echo $$ > {signal.Path}; sleep 1000", time: time);
        var process = await signal.WaitAsync();

        time.Reach(Silence);
        using var result = await running;

        Assert.Equal(ProcessEnding.SilenceLimit, result.Ending);
        Assert.False(Alive.Is(process));
    }

    [Fact]
    public async Task A_process_that_ignores_the_request_to_end_is_killed()
    {
        using var home = new TestHome();
        var signal = new Signal(home);
        using var stop = new CancellationTokenSource();
        var running = RunAsync(home, $"trap '' TERM; echo $$ > {signal.Path}; while :; do sleep 1000; done", cancellationToken: stop.Token);
        var process = await signal.WaitAsync();

        await stop.CancelAsync();
        using var result = await running;

        Assert.Equal(ProcessEnding.Cancelled, result.Ending);
        Assert.False(Alive.Is(process));
    }

    [Theory]
    [InlineData("sleep 1000 &")]
    [InlineData("setsid sleep 1000 &")]
    [InlineData("env -i sleep 1000 &")]
    [InlineData("env -i setsid sleep 1000 &")]
    public async Task What_a_process_leaves_running_is_ended_with_it(string leaves)
    {
        using var home = new TestHome();

        using var result = await RunAsync(home, $"{leaves} echo $!");

        Assert.Equal((ProcessEnding.Exited, 0), (result.Ending, result.ExitCode));
        Assert.False(Alive.Is(result.Output.Text(100).Trim()));
    }

    [Fact]
    public async Task A_stranger_that_holds_the_pipes_open_is_not_waited_for()
    {
        using var home = new TestHome();

        // It has left the session and the directory, and has no mark any more: nothing says that it is ours.
        var signal = new Signal(home);
        using var result = await RunAsync(
            home,
            $"cd / && env -i setsid sh -c 'echo $$; echo ready > {signal.Path}; exec sleep 1000' & read ready < {signal.Path}; exit 7");
        var stranger = result.Output.Text(100).Trim();

        Assert.Equal((ProcessEnding.Exited, 7), (result.Ending, result.ExitCode));
        Alive.Kill(stranger);
    }

    [Fact]
    public async Task Cancellation_before_the_start_starts_nothing()
    {
        using var home = new TestHome();
        var witness = Path.Combine(home.Directory, "started");

        using var result = await RunAsync(home, $"touch {witness}", cancellationToken: new CancellationToken(canceled: true));

        Assert.Equal(ProcessEnding.Cancelled, result.Ending);
        Assert.False(File.Exists(witness));
    }

    [Theory]
    [InlineData("no-such-program-of-ours", "Install it so that it is in PATH")]
    [InlineData("/no/such/program", "Install it so that it is in PATH")]
    [InlineData("./missing.sh", "the workflow's own worktree")]
    public async Task A_missing_program_is_named(string program, string advice)
    {
        using var home = new TestHome();

        using var result = await home.Get<ProcessRunner>().RunAsync(Request(home, program), default);

        Assert.Equal(ProcessEnding.NotStarted, result.Ending);
        Assert.Contains($"'{program}' was not found", result.StartFailure, StringComparison.Ordinal);
        Assert.Contains(advice, result.StartFailure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_working_directory_is_named()
    {
        using var home = new TestHome();
        var request = Request(home, "true") with { WorkingDirectory = Path.Combine(home.Directory, "gone") };

        using var result = await home.Get<ProcessRunner>().RunAsync(request, default);

        Assert.Contains("gone' does not exist", result.StartFailure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_argument_that_is_too_long_is_a_result_and_no_exception()
    {
        using var home = new TestHome();
        var request = Request(home, "true") with { Arguments = [new string('x', 3_000_000)] };

        using var result = await home.Get<ProcessRunner>().RunAsync(request, default);

        Assert.Equal(ProcessEnding.NotStarted, result.Ending);
    }

    [Fact]
    public async Task Fifty_at_once_all_end()
    {
        using var home = new TestHome();

        var results = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(index => RunAsync(home, $"head -c 300000 /dev/zero; exit {index}")));

        Assert.Equal(Enumerable.Range(0, 50), results.Select(result => result.ExitCode!.Value));
        Assert.All(results, result => result.Dispose());
    }

    [Fact]
    public async Task A_temporary_log_is_gone_with_its_result()
    {
        using var home = new TestHome();
        var result = await RunAsync(home, "echo out");

        result.Dispose();

        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(home.Data, "tmp")));
    }

    private static ProcessRequest Request(TestHome home, string program) => new(program, [], home.Directory)
    {
        Environment = CleanEnvironment.Build([], null),
        TimeLimit = Long,
    };

    private static Task<ProcessResult> RunAsync(
        TestHome home, string script, string? input = null, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        var runner = new ProcessRunner(
            home.Get<ProcessMarks>(),
            home.Get<IProcessFinder>(),
            home.Get<RunningProcesses>(),
            Path.Combine(home.Data, "tmp"),
            time ?? TimeProvider.System);
        var request = Request(home, "sh") with
        {
            Arguments = ["-c", script],
            Input = input is null ? null : Encoding.UTF8.GetBytes(input),
            SilenceLimit = Silence,
            WorkflowId = "wf-1",
            LogLimitBytes = 1_000_000,
        };
        return runner.RunAsync(request, cancellationToken);
    }
}
