using Microsoft.AspNetCore.Http;
using Slipway.Cli.Tests.Doubles;

namespace Slipway.Cli.Tests.Commands;

public sealed class PlanCommandTests
{
    private const string Build = """
        id: build
        steps:
          - { id: compile, uses: shell.run, config: { command: make }, timeout: 5m }
          - { id: unit, uses: shell.run, config: { command: make unit }, dependsOn: [compile], timeout: 3m }
          - { id: lint, uses: shell.run, config: { command: make lint }, dependsOn: [compile], timeout: 1m }
        """;

    [Fact]
    public async Task A_definition_is_shown_as_it_will_run()
    {
        var (code, output, _) = await RunAsync(Build);

        Assert.Equal(0, code);
        Assert.Contains("2 waves; at most 2 steps at once; 8m, or 9m one after the other", output, StringComparison.Ordinal);
        Assert.Contains("critical path: compile -> unit", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mermaid", "flowchart")]
    [InlineData("svg", "<svg ")]
    public async Task It_can_be_drawn(string format, string expected)
    {
        var (code, output, _) = await RunAsync(Build, "--format", format);

        Assert.Equal(0, code);
        Assert.StartsWith(expected, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_is_named_with_its_place_and_nothing_is_planned()
    {
        var (code, output, error) = await RunAsync(
            Build.Replace("[compile], timeout: 1m", "[compil], timeout: 1m", StringComparison.Ordinal));

        Assert.Equal((2, ""), (code, output));
        Assert.Matches("build.yaml:5:[0-9]+: .*compil.*compile", error);
    }

    [Fact]
    public async Task A_circle_is_named()
    {
        var (code, _, error) = await RunAsync(
            Build.Replace("{ id: compile,", "{ id: compile, dependsOn: [unit],", StringComparison.Ordinal));

        Assert.Equal(2, code);
        Assert.Contains("Circular dependency detected: compile -> unit -> compile", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_built_in_definition_is_planned_by_its_id_and_another_name_says_which_there_are()
    {
        using var cli = new CliRun();

        Assert.Equal(0, await cli.InvokeAsync("plan", "simple_issue"));
        Assert.Contains("critical path: implement -> test", cli.Output.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, await cli.InvokeAsync("plan", "simple_isue"));
        Assert.Contains("simple_issue", cli.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_runs_is_asked_how_long_the_steps_took_before()
    {
        await using var host = await FakeHost.StartAsync();
        host.Intercept = async http =>
        {
            await http.Response.WriteAsJsonAsync(new { steps = new { unit = new { lastMs = new[] { 2_000, 1_000, 9_000 } } } });
            return true;
        };
        using var cli = new CliRun(host);
        await File.WriteAllTextAsync(Path.Combine(cli.Path, "build.yaml"), Build);

        Assert.Equal(0, await cli.InvokeAsync("plan", "build.yaml"));

        Assert.Equal("/api/definitions/build/durations", Assert.Single(host.Requests).Path);
        Assert.Matches(@"unit +compile +2s  median of 3 ", cli.Output.ToString());
        Assert.Contains("critical path: compile -> lint", cli.Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_plan_of_a_run_is_the_hosts()
    {
        await using var host = await FakeHost.StartAsync();
        host.Intercept = async http =>
        {
            await http.Response.WriteAsync("critical path: a -> b\n");
            return true;
        };
        using var cli = new CliRun(host);

        Assert.Equal(0, await cli.InvokeAsync("plan", "--run", "wf-1"));
        Assert.Equal(2, await cli.InvokeAsync("plan", "simple_issue", "--run", "wf-1"));
        Assert.Equal(2, await cli.InvokeAsync("plan"));

        Assert.Equal("/api/workflows/wf-1/plan?format=text", Assert.Single(host.Requests).Path);
        Assert.Contains("critical path: a -> b", cli.Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_answer_the_plan_is_made_all_the_same()
    {
        await using var host = await FakeHost.StartAsync();
        host.Intercept = FakeHost.Refuse(500, "SLW9001", "Broken.");
        using var cli = new CliRun(host);
        await File.WriteAllTextAsync(Path.Combine(cli.Path, "build.yaml"), Build);

        Assert.Equal(0, await cli.InvokeAsync("plan", "build.yaml"));

        Assert.Contains("declared", cli.Output.ToString(), StringComparison.Ordinal);
        Assert.Contains("planned without what was measured", cli.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_definition_that_only_the_host_has_is_asked_for_by_its_id_and_version()
    {
        await using var host = await FakeHost.StartAsync();
        host.Intercept = async http =>
        {
            if (http.Request.Path.Value!.EndsWith("durations", StringComparison.Ordinal))
            {
                await http.Response.WriteAsJsonAsync(new { steps = new { } });
                return true;
            }

            await http.Response.WriteAsync("""{"id":"greeting","steps":[{"id":"say","uses":"set","config":{"text":"Hello"}}]}""");
            return true;
        };
        using var cli = new CliRun(host);

        Assert.Equal(0, await cli.InvokeAsync("plan", "greeting@1.2.0"));

        Assert.Equal("/api/definitions/greeting?version=1.2.0", host.Requests.First().Path);
        Assert.Contains("critical path: say", cli.Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_schema_is_written_with_its_id_and_the_plugins_configs()
    {
        using var cli = new CliRun();

        Assert.Equal(0, await cli.InvokeAsync("schema"));

        var schema = System.Text.Json.JsonElement.Parse(cli.Output.ToString());
        Assert.Equal("urn:slipway:schema:definition", schema.GetProperty("$id").GetString());
        Assert.Contains("release.version", schema.GetRawText(), StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string definition, params string[] options)
    {
        using var cli = new CliRun();
        await File.WriteAllTextAsync(Path.Combine(cli.Path, "build.yaml"), definition);
        var code = await cli.InvokeAsync(["plan", "build.yaml", .. options]);
        return (code, cli.Output.ToString(), cli.Error.ToString());
    }
}
