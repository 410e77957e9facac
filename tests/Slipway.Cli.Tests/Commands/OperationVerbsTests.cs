using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Slipway.Cli.Tests.Doubles;

namespace Slipway.Cli.Tests.Commands;

/// <summary>why, verify, export, fork, rewind, replay.</summary>
public sealed class OperationVerbsTests
{
    private const string Intact =
        """{"instanceId":"wf-1","generation":1,"events":9,"state":"intact","firstSealed":0,"firstAltered":null}""";

    private const string Altered =
        """
        {"instanceId":"wf-2","generation":1,"events":9,"state":"altered","firstSealed":0,
         "firstAltered":{"place":4,"event":"{\"$type\":\"TaskCompleted\"}","reason":"It was changed."}}
        """;

    [Fact]
    public async Task Why_says_what_a_workflow_waits_for()
    {
        var (code, cli, host) = await RunAsync(
            """{"instanceId":"wf-1","waitingFor":"event 'signal' since noon","since":null,"until":null}""", "why", "wf-1");

        Assert.Equal((0, "It waits for event 'signal' since noon."), (code, cli.Output.ToString().Trim()));
        Assert.Equal("/runtime/webhooks/durabletask/instances/wf-1/why", host.Requests.Single().Path);
    }

    [Fact]
    public async Task Verify_says_that_a_run_is_intact()
    {
        var (code, cli, _) = await RunAsync(Intact, "verify", "wf-1");

        Assert.Equal((0, "wf-1: intact, 9 events"), (code, cli.Output.ToString().Trim()));
    }

    [Fact]
    public async Task Verify_names_the_first_altered_event_and_ends_with_1()
    {
        var (code, cli, _) = await RunAsync(Altered, "verify", "wf-2");

        Assert.Equal(1, code);
        Assert.Equal(
            "wf-2: altered at event 4. It was changed. It says now: {\"$type\":\"TaskCompleted\"}", cli.Output.ToString().Trim());
    }

    [Fact]
    public async Task A_run_without_seals_is_not_a_failure()
    {
        var (code, cli, _) = await RunAsync(Intact.Replace("intact", "notSealed", StringComparison.Ordinal), "verify", "wf-1");

        Assert.Equal(0, code);
        Assert.Contains("not sealed", cli.Output.ToString());
    }

    [Fact]
    public async Task Verify_all_goes_through_the_pages()
    {
        await using var host = await FakeHost.StartAsync();
        host.Intercept = async http =>
        {
            var last = http.Request.Query["continuation"] == "200";
            await http.Response.WriteAsync(last
                ? $$"""{"verified":5,"found":[{{Altered}}],"continuation":null}"""
                : """{"verified":200,"found":[],"continuation":"200"}""");
            return true;
        };
        using var cli = new CliRun(host);

        Assert.Equal(1, await cli.InvokeAsync("verify", "--all"));

        Assert.StartsWith("wf-2: altered at event 4.", cli.Output.ToString());
        Assert.Contains("205 runs verified, 1 altered.", cli.Error.ToString());
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("verify", "wf-1", "--all")]
    [InlineData("verify", "../x")]
    [InlineData("fork", "wf-1")]
    [InlineData("fork", "wf-1", "--after", "1", "--after-task", "2")]
    [InlineData("fork", "wf-1", "--after", "1", "--input", "{")]
    [InlineData("rewind", "wf-1")]
    [InlineData("rewind", "wf-1", "--after", "1", "--after-task", "2")]
    [InlineData("replay", "missing.json")]
    public async Task What_makes_no_sense_is_refused_before_anything_is_sent(params string[] args)
    {
        await using var host = await FakeHost.StartAsync();
        using var cli = new CliRun(host);

        Assert.Equal(2, await cli.InvokeAsync(args));

        Assert.Empty(host.Requests);
        Assert.NotEmpty(cli.Error.ToString());
    }

    [Fact]
    public async Task Fork_sends_what_was_asked_for_and_writes_the_new_id()
    {
        var (code, cli, host) = await RunAsync(
            """{"id":"wf-9"}""", "fork", "wf-1", "--after", "12", "--id", "wf-9", "--input", "{\"ok\":true}");

        Assert.Equal((0, "wf-9"), (code, cli.Output.ToString().Trim()));
        var (method, path, body) = host.Requests.Single();
        Assert.Equal(("POST", "/runtime/webhooks/durabletask/instances/wf-1/fork"), (method, path));
        var expected = JsonNode.Parse("""{"afterEvent":12,"newInstanceId":"wf-9","newInput":{"ok":true}}""");
        Assert.True(JsonNode.DeepEquals(expected, body));
    }

    [Fact]
    public async Task Rewind_says_who_asks_and_why()
    {
        var (code, cli, host) = await RunAsync("""{"id":"wf-1"}""", "rewind", "wf-1", "--after-task", "3", "--reason", "wrong plan");

        Assert.Equal((0, string.Empty), (code, cli.Output.ToString()));
        Assert.Contains("wf-1 goes on", cli.Error.ToString());
        var (method, path, body) = host.Requests.Single();
        Assert.Equal(("POST", "/runtime/webhooks/durabletask/instances/wf-1/rewindTo"), (method, path));
        Assert.Equal((3, "wrong plan"), ((int)body!["afterTask"]!, (string)body["reason"]!));
        Assert.NotEmpty((string)body["by"]!);
    }

    [Fact]
    public async Task Verify_tells_who_rewound_a_run_and_why()
    {
        const string rewinds =
            """
            "rewinds":[{"place":3,"at":"2030-01-02T03:04:05Z","reason":"wrong plan","by":"ann","afterEvent":2,"takenBack":9},
                {"place":4,"at":"2030-01-02T03:04:05Z","reason":"","by":null,"afterEvent":null,"takenBack":null}]}
            """;
        var (_, cli, _) = await RunAsync(Intact.TrimEnd('}') + "," + rewinds, "verify", "wf-1");

        Assert.Equal(
            """
            wf-1: intact, 9 events
              rewound to event 2 by ann at 2030-01-02 03:04:05Z: wrong plan
              rewound at 2030-01-02 03:04:05Z
            """,
            cli.Output.ToString().Trim());
    }

    [Fact]
    public async Task The_hosts_refusal_is_shown()
    {
        await using var host = await FakeHost.StartAsync();
        host.Intercept = async http =>
        {
            http.Response.StatusCode = 400;
            await http.Response.WriteAsJsonAsync(new Dictionary<string, string> { ["Message"] = "Task 7 has not finished in this run." });
            return true;
        };
        using var cli = new CliRun(host);

        Assert.Equal(2, await cli.InvokeAsync("fork", "wf-1", "--after-task", "7"));

        Assert.Contains("Task 7 has not finished", cli.Error.ToString());
    }

    [Fact]
    public async Task The_function_key_is_not_enough()
    {
        await using var host = await FakeHost.StartAsync();
        using var cli = new CliRun(host);

        Assert.Equal(3, await cli.InvokeAsync("why", "wf-1", "--key", FakeHost.FunctionKey));

        Assert.Contains("system key", cli.Error.ToString());
    }

    [Fact]
    public async Task Export_writes_the_hosts_document()
    {
        var (code, cli, _) = await RunAsync("""{"format":"durable-history","version":1}""", "export", "wf-1");

        Assert.Equal((0, """{"format":"durable-history","version":1}"""), (code, cli.Output.ToString().Trim()));
    }

    [Theory]
    [InlineData("CiCdLifecycle", false, 0, "the code fits")]
    [InlineData("Nobody", false, 1, "no orchestrator of that name")]
    [InlineData("CiCdLifecycle", true, 0, "the code fits")]
    [InlineData("Nobody", true, 1, "no orchestrator of that name")]
    public async Task Replay_runs_an_apps_own_orchestrators(string name, bool asProgram, int expected, string words)
    {
        using var cli = new CliRun();
        await File.WriteAllTextAsync(Path.Combine(cli.Path, "run.json"), JsonSerializer.Serialize(new
        {
            format = "durable-history",
            version = 1,
            instance = new { instanceId = "wf-1", name, version = "", generation = 1, status = "Running" },
            events = Array.Empty<object>(),
        }));
        string[] program = asProgram ? ["--assembly", Path.Combine(AppContext.BaseDirectory, "Slipway.Functions.dll")] : [];

        Assert.Equal(expected, await cli.InvokeAsync(["replay", "run.json", .. program]));

        Assert.Contains(words, cli.Output.ToString());
    }

    [Fact]
    public async Task A_file_that_is_no_run_is_refused()
    {
        using var cli = new CliRun();
        await File.WriteAllTextAsync(Path.Combine(cli.Path, "run.json"), "{}");

        Assert.Equal(2, await cli.InvokeAsync("replay", "run.json"));

        Assert.Contains("no exported run", cli.Error.ToString());
    }

    private static async Task<(int Code, CliRun Cli, FakeHost Host)> RunAsync(string answer, params string[] args)
    {
        await using var host = await FakeHost.StartAsync();
        host.Intercept = async http =>
        {
            await http.Response.WriteAsync(answer);
            return true;
        };
        using var cli = new CliRun(host);
        return (await cli.InvokeAsync(args), cli, host);
    }
}
