using Slipway.Cli.Tests.Doubles;

namespace Slipway.Cli.Tests.Commands;

public sealed class RunCommandTests
{
    [Fact]
    public async Task A_run_sends_what_the_command_line_says()
    {
        await using var host = await FakeHost.StartAsync();
        host.Add("wf-1", Some.GoodRun());
        using var cli = new CliRun(host);

        var exitCode = await cli.InvokeAsync(
            "run", "--repo", ".", "--agent-command", "agent --fast", "--base", "main", "--gate", "tests=dotnet test -c Release", "--gate",
            "a=b=c",
            "--merge", "never", "--state-timeout", "5", "--max-retries", "0", "--feedback-rounds", "2", "Add Slugify");

        Assert.Equal(0, exitCode);
        var body = host.Requests.Single(request => request.Method == "POST").Body!;
        Assert.Equal(
            $$"""{"requirement":"Add Slugify","repository":"{{cli.Path}}","baseBranch":"main","agent":{"command":"agent --fast"}"""
            + ""","gates":[{"name":"tests","command":"dotnet test -c Release"},{"name":"a","command":"b=c"}]"""
            + ""","merge":"never","stateTimeoutMinutes":5,"maxRetries":0,"maxFeedbackRounds":2,"actor":"tester"}""",
            body.ToJsonString());
        Assert.True(host.IdempotencyKeys.Single().Length is > 0 and <= 200);
    }

    [Fact]
    public async Task What_its_pull_request_has_is_sent()
    {
        await using var host = await FakeHost.StartAsync();
        host.Add("wf-1", Some.GoodRun());
        using var cli = new CliRun(host);

        Assert.Equal(0, await cli.InvokeAsync(
            "run", "--repo", ".", "--agent", "offline", "--gate", "t=t", "--merge", "never", "--draft", "--label", "area: api",
            "--label", "bot", "--reviewer", "acme/web", "Do it"));

        var body = host.Requests.Single(request => request.Method == "POST").Body!;
        Assert.Equal("""{"draft":true,"labels":["area: api","bot"],"reviewers":["acme/web"]}""", body["pullRequest"]!.ToJsonString());
    }

    [Fact]
    public async Task A_budget_is_sent_as_numbers()
    {
        await using var host = await FakeHost.StartAsync();
        host.Add("wf-1", Some.GoodRun());
        using var cli = new CliRun(host);

        Assert.Equal(0, await cli.InvokeAsync(
            "run", "--repo", ".", "--agent", "offline", "--gate", "t=t", "--budget", "costUsd=2.5", "--budget", "tokens=100000",
            "--budget", "turns=50", "Do it"));

        var body = host.Requests.Single(request => request.Method == "POST").Body!;
        Assert.Equal("""{"costUsd":2.5,"tokens":100000,"turns":50}""", body["budget"]!.ToJsonString());
    }

    [Theory]
    [InlineData("dollars=5", "--budget has no 'dollars'")]
    [InlineData("costUsd=much", "--budget takes numbers")]
    [InlineData("tokens=1.5", "--budget takes numbers")]
    [InlineData("tokens=0", "must be more than 0")]
    [InlineData("5", "not of the form name=value")]
    public async Task A_budget_that_is_none_is_refused_before_anything_is_sent(string budget, string said)
    {
        await using var host = await FakeHost.StartAsync();
        using var cli = new CliRun(host);

        Assert.Equal(2, await cli.InvokeAsync("run", "--repo", ".", "--agent", "offline", "--budget", budget, "Do it"));

        Assert.Contains(said, cli.Error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(host.Requests, request => request.Method == "POST");
    }

    [Theory]
    [InlineData("./agent.sh --fast", "{here}/agent.sh --fast")]
    [InlineData("./in-repo.sh --fast", "./in-repo.sh --fast")]
    [InlineData("./nowhere.sh", "./nowhere.sh")]
    [InlineData("agent.sh", "agent.sh")]
    public async Task An_agent_of_the_current_directory_gets_its_full_path_unless_the_repository_has_it(string given, string sent)
    {
        await using var host = await FakeHost.StartAsync();
        host.Add("wf-1", Some.GoodRun());
        using var cli = new CliRun(host);
        Directory.CreateDirectory(Path.Combine(cli.Path, "repo"));
        foreach (var file in (string[])["agent.sh", "in-repo.sh", "repo/in-repo.sh"])
        {
            File.WriteAllText(Path.Combine(cli.Path, file), string.Empty);
        }

        await cli.InvokeAsync("run", "--repo", "repo", "--agent-command", given, "Add Slugify");

        var body = host.Requests.Single(request => request.Method == "POST").Body!;
        Assert.Equal(sent.Replace("{here}", cli.Path, StringComparison.Ordinal), body["agent"]!["command"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_run_without_a_terminal_is_plain_lines_and_a_summary()
    {
        await using var host = await FakeHost.StartAsync();
        host.Add("wf-1", Some.GoodRun());
        using var cli = new CliRun(host);

        Assert.Equal(0, await cli.InvokeAsync("run", "--repo", ".", "--agent", "offline", "--gate", "tests=t", "Add Slugify"));

        var output = cli.Output.ToString();
        Assert.Contains("03:04:08  state     PLANNING -> CODING", output);
        Assert.Contains("03:04:05  gate      tests: FAILED, exit code 1 after 3.1 s: 4 of 10 checks fail.", output);
        Assert.Contains("Completed after 12.0 s: Add Slugify", output);
        Assert.Contains("#1 merged as 3333333333: Add Slugify", output);
        Assert.Contains("1 file, +23 -0", output);
        Assert.Contains("round 1: tests FAILED (exit code 1, 3.1 s: 4 of 10 checks fail.)", output);
        Assert.Contains("round 2: tests passed (exit code 0, 2.9 s)", output);
        Assert.Contains("PLANNING 1.2 s, CODING 2.5 s, PR_CREATED 80 ms, VALIDATING 6.0 s", output);
        Assert.Contains("git -C /repo show 2222222222", output);
        Assert.DoesNotContain('\u001b', output);
    }

    [Fact]
    public async Task A_running_host_is_used_and_left_running()
    {
        await using var host = await FakeHost.StartAsync();
        host.Add("wf-1", Some.GoodRun());
        using var cli = new CliRun(host);

        Assert.Equal(0, await cli.InvokeAsync("run", "--repo", ".", "--agent", "offline", "--gate", "tests=t", "Add Slugify"));

        Assert.Empty(cli.Launcher.Starts);
        Assert.DoesNotContain("slipway serve", cli.Output.ToString());
    }

    [Fact]
    public async Task A_host_is_started_on_the_usual_port_or_the_next_free_one_and_stopped_at_the_end()
    {
        await using var host = await FakeHost.StartAsync();
        host.Add("wf-1", Some.GoodRun());
        using var cli = new CliRun(host, running: false);

        Assert.Equal(0, await cli.InvokeAsync("run", "--repo", ".", "--agent", "offline", "--gate", "tests=t", "Add Slugify"));

        var start = Assert.Single(cli.Launcher.Starts);
        Assert.Equal((7071, true, true, cli.DataPath), (start.Port, start.PortFallback, start.Quiet, start.Directory.Path));
        Assert.Equal(1, cli.Launcher.Stops);
        Assert.Contains("slipway serve", cli.Output.ToString());
    }

    [Fact]
    public async Task A_host_is_started_when_the_endpoint_file_is_left_over_from_a_dead_one()
    {
        await using var host = await FakeHost.StartAsync();
        host.Add("wf-1", Some.GoodRun());
        using var cli = new CliRun(host, running: false);
        Directory.CreateDirectory(cli.DataPath);
        await File.WriteAllTextAsync(Path.Combine(cli.DataPath, "endpoint.json"), """{"url":"http://127.0.0.1:1","pid":1}""");

        Assert.Equal(0, await cli.InvokeAsync("run", "--repo", ".", "--agent", "offline", "--gate", "tests=t", "Add Slugify"));

        Assert.Single(cli.Launcher.Starts);
    }

    [Fact]
    public async Task A_failed_workflow_ends_the_run_with_1_and_says_how_to_recover()
    {
        await using var host = await FakeHost.StartAsync();
        host.Add("wf-1", new FakeHost.Frame(
            Some.Failed(), Some.Event(1, "workflow_failed", """{"code":"SLW3004","message":"m","state":"VALIDATING"}""")));
        using var cli = new CliRun(host);

        Assert.Equal(1, await cli.InvokeAsync("run", "--repo", ".", "--agent", "offline", "--gate", "tests=t", "Add Slugify"));

        Assert.Contains("Failed in VALIDATING", cli.Output.ToString());
        Assert.Contains("tests fails after 3 rounds. (SLW3004)", cli.Output.ToString());
        Assert.Contains("slipway recover wf-1", cli.Error.ToString());
        Assert.Contains("until 2026-01-09 03:04Z", cli.Error.ToString());
    }

    [Fact]
    public async Task A_cancelled_workflow_ends_the_run_with_1()
    {
        await using var host = await FakeHost.StartAsync();
        host.Add("wf-1", new FakeHost.Frame(Some.Workflow(state: "FAILED", status: "aborted")));
        using var cli = new CliRun(host);

        Assert.Equal(1, await cli.InvokeAsync("run", "--repo", ".", "--agent", "offline", "--gate", "tests=t", "Add Slugify"));

        Assert.Contains("Cancelled", cli.Output.ToString());
        Assert.DoesNotContain("recover", cli.Error.ToString());
    }

    [Theory]
    [InlineData(true, "goes on by itself")]
    [InlineData(false, "slipway serve")]
    public async Task Interrupted_it_says_that_the_workflow_goes_on_and_how(bool running, string words)
    {
        await using var host = await FakeHost.StartAsync();
        host.Add("wf-1", new FakeHost.Frame(Some.Workflow()));
        using var interrupted = new CancellationTokenSource();
        host.Intercept = http =>
        {
            if (http.Request.Path.Value!.EndsWith("/events", StringComparison.Ordinal))
            {
                interrupted.Cancel();
            }

            return Task.FromResult(false);
        };
        using var cli = new CliRun(host, running);

        Assert.Equal(
            130, await cli.InvokeAsync(interrupted.Token, "run", "--repo", ".", "--agent", "offline", "--gate", "tests=t", "Add Slugify"));

        Assert.Contains("Interrupted. wf-1", cli.Error.ToString());
        Assert.Contains(words, cli.Error.ToString());
        Assert.Contains("slipway watch wf-1", cli.Error.ToString());
        Assert.Equal(running ? 0 : 1, cli.Launcher.Stops);
    }

    [Fact]
    public async Task A_host_that_is_away_for_a_moment_does_not_end_the_run()
    {
        await using var host = await FakeHost.StartAsync();
        host.Add("wf-1", Some.GoodRun());
        var polls = 0;
        host.Intercept = http =>
        {
            if (http.Request.Path.Value!.EndsWith("/events", StringComparison.Ordinal) && ++polls is 2 or 3)
            {
                http.Abort();
                return Task.FromResult(true);
            }

            return Task.FromResult(false);
        };
        using var cli = new CliRun(host);

        Assert.Equal(0, await cli.InvokeAsync("run", "--repo", ".", "--agent", "offline", "--gate", "tests=t", "Add Slugify"));

        Assert.Contains("Completed", cli.Output.ToString());
    }

    [Fact]
    public async Task When_the_host_of_another_run_ends_this_run_starts_one_and_goes_on()
    {
        await using var host = await FakeHost.StartAsync();
        host.Add("wf-1", Some.GoodRun());
        using var cli = new CliRun(host);
        var gone = false;
        host.Intercept = http =>
        {
            if (gone || http.Request.Path.Value!.EndsWith("/events", StringComparison.Ordinal))
            {
                gone = true;
                host.Healthy = false;
                http.Abort();
                return Task.FromResult(true);
            }

            return Task.FromResult(false);
        };
        cli.Launcher.OnStarted = () => host.Intercept = null;

        Assert.Equal(0, await cli.InvokeAsync("run", "--repo", ".", "--agent", "offline", "--gate", "tests=t", "Add Slugify"));

        Assert.Single(cli.Launcher.Starts);
        Assert.Equal(1, cli.Launcher.Stops);
        Assert.Contains("Completed", cli.Output.ToString());
        Assert.Equal(1, cli.Output.ToString().Split("started: Add Slugify").Length - 1);
    }

    [Fact]
    public async Task Without_a_gate_it_warns_that_nothing_checks_the_change()
    {
        await using var host = await FakeHost.StartAsync();
        host.Add("wf-1", Some.GoodRun());
        using var cli = new CliRun(host);

        Assert.Equal(0, await cli.InvokeAsync("run", "--repo", ".", "--agent", "offline", "Add Slugify"));

        Assert.Contains("no --gate is given", cli.Error.ToString());
    }

    [Fact]
    public async Task A_requirement_may_begin_with_an_at_sign()
    {
        await using var host = await FakeHost.StartAsync();
        host.Add("wf-1", Some.GoodRun());
        using var cli = new CliRun(host);

        Assert.Equal(0, await cli.InvokeAsync("run", "--repo", ".", "--agent", "offline", "@Deprecated goes away"));

        Assert.Equal("@Deprecated goes away", (string?)host.Requests.Single(request => request.Method == "POST").Body!["requirement"]);
    }

    [Fact]
    public async Task A_gate_of_a_kind_has_settings_and_perhaps_a_command()
    {
        await using var host = await FakeHost.StartAsync();
        host.Add("wf-1", Some.GoodRun());
        using var cli = new CliRun(host);

        Assert.Equal(0, await cli.InvokeAsync(
            "run", "--repo", ".", "--agent", "offline", "--gate", "cover=kind:coverage file=\"my report.xml\" min=80 -- make test -- all",
            "--gate", "audit=kind:audit tool=npm", "Do it"));

        var gates = host.Requests.Single(request => request.Method == "POST").Body!["gates"]!;
        Assert.Equal(
            """{"name":"cover","command":"make test -- all","kind":"coverage","settings":{"file":"my report.xml","min":"80"}}""",
            gates[0]!.ToJsonString());
        Assert.Equal("""{"name":"audit","kind":"audit","settings":{"tool":"npm"}}""", gates[1]!.ToJsonString());
    }

    [Theory]
    [InlineData("there is no folder", "run", "--repo", "nowhere", "--agent", "a", "text")]
    [InlineData("exclude each other", "run", "--repo", ".", "--agent", "a", "--agent-command", "b", "text")]
    [InlineData("who is to do it?", "run", "--repo", ".", "text")]
    [InlineData("'tests' is no gate; expected \"name=command\"", "run", "--repo", ".", "--agent", "a", "--gate", "tests", "text")]
    [InlineData("'=x' is no gate", "run", "--repo", ".", "--agent", "a", "--gate", "=x", "text")]
    [InlineData("'a b=x' is no gate", "run", "--repo", ".", "--agent", "a", "--gate", "a b=x", "text")]
    [InlineData("'tests= ' is no gate", "run", "--repo", ".", "--agent", "a", "--gate", "tests= ", "text")]
    [InlineData("'c=kind:coverage 80' is no gate; expected \"name=kind:KIND", "run", "--repo", ".", "--agent", "a", "--gate",
        "c=kind:coverage 80", "text")]
    [InlineData("the gate 'c' has the setting 'min' twice", "run", "--repo", ".", "--agent", "a", "--gate",
        "c=kind:coverage min=1 min=2", "text")]
    [InlineData("two gates are named 'x'", "run", "--repo", ".", "--agent", "a", "--gate", "x=1", "--gate", "X=2", "text")]
    [InlineData("the requirement is empty", "run", "--repo", ".", "--agent", "a", "  ")]
    [InlineData("--state-timeout 0 is out of range", "run", "--repo", ".", "--agent", "a", "--state-timeout", "0", "text")]
    [InlineData("--max-retries -1 is out of range", "run", "--repo", ".", "--agent", "a", "--max-retries", "-1", "text")]
    [InlineData("'sometimes' not recognized", "run", "--repo", ".", "--agent", "a", "--merge", "sometimes", "text")]
    [InlineData("which repository? Give --repo PATH", "run", "--agent", "a", "text")]
    [InlineData("what is wanted?", "run", "--repo", ".", "--agent", "a")]
    [InlineData("Unrecognized command", "fly")]
    public async Task Bad_input_is_refused_with_2_and_what_would_be_right(string words, params string[] args)
    {
        using var cli = new CliRun();

        Assert.Equal(2, await cli.InvokeAsync(args));

        Assert.Contains(words, cli.Error.ToString());
        Assert.Empty(cli.Output.ToString());
        Assert.Empty(cli.Launcher.Starts);
    }

    [Fact]
    public async Task A_requirement_that_is_too_long_is_refused()
    {
        using var cli = new CliRun();

        Assert.Equal(2, await cli.InvokeAsync("run", "--repo", ".", "--agent", "a", new string('x', 20_001)));

        Assert.Contains("20001 characters; at most 20000", cli.Error.ToString());
    }

    [Fact]
    public async Task Too_many_gates_are_refused()
    {
        using var cli = new CliRun();
        var gates = Enumerable.Range(1, 21).SelectMany(i => new[] { "--gate", $"g{i}=x" });

        Assert.Equal(2, await cli.InvokeAsync(["run", "--repo", ".", "--agent", "a", .. gates, "text"]));

        Assert.Contains("at most 20", cli.Error.ToString());
    }

    [Fact]
    public async Task What_the_host_refuses_is_shown_field_by_field()
    {
        await using var host = await FakeHost.StartAsync();
        host.Intercept =
            FakeHost.Refuse(400, "SLW1001", "The request is not valid.", new { stateTimeoutMinutes = new[] { "60 is more than 30." } });
        using var cli = new CliRun(host);

        Assert.Equal(2, await cli.InvokeAsync("run", "--repo", ".", "--agent", "a", "--state-timeout", "60", "text"));

        Assert.Contains("The request is not valid. (SLW1001)", cli.Error.ToString());
        Assert.Contains("stateTimeoutMinutes: 60 is more than 30.", cli.Error.ToString());
    }

    [Fact]
    public async Task A_host_that_cannot_start_ends_it_with_3()
    {
        using var cli = new CliRun();

        Assert.Equal(3, await cli.InvokeAsync("run", "--repo", ".", "--agent", "a", "text"));

        Assert.Contains("port 7071 is taken", cli.Error.ToString());
    }

    [Fact]
    public async Task A_repository_of_a_host_elsewhere_is_not_looked_for_here()
    {
        using var cli = new CliRun();

        // Port 9 of the discard address answers nobody: what counts is that the path was not the problem.
        Assert.Equal(
            3, await cli.InvokeAsync("run", "--url", "http://host.invalid:9", "--key", "k", "--repo", "/srv/shop", "--agent", "a", "text"));

        Assert.Contains("cannot reach a host at http://host.invalid:9/", cli.Error.ToString());
    }
}
