using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Slipway.Cli.Tests.Doubles;

namespace Slipway.Cli.Tests.Commands;

/// <summary>definition put, list, show, remove.</summary>
public sealed class DefinitionVerbsTests
{
    private const string Greeting = """{"id":"greeting","steps":[{"id":"say","uses":"set","config":{"text":"Hello"}}]}""";

    [Fact]
    public async Task A_file_is_registered_under_the_id_that_it_says()
    {
        await using var host = await FakeHost.StartAsync();
        host.Intercept = Answer("""{"id":"greeting","version":"1","hash":"3f9c","outcome":"created"}""");
        using var cli = new CliRun(host);
        await File.WriteAllTextAsync(Path.Combine(cli.Path, "g.json"), Greeting);

        Assert.Equal(0, await cli.InvokeAsync("definition", "put", "g.json"));

        var (method, path, body) = Assert.Single(host.Requests);
        Assert.Equal(("PUT", "/api/definitions/greeting?actor=tester", Greeting), (method, path, body!.ToJsonString()));
        Assert.Equal("greeting  1  3f9c  created", cli.Output.ToString().Trim());
        Assert.Contains("slipway run --definition greeting", cli.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_that_somebody_else_registered_is_not_overlooked()
    {
        await using var host = await FakeHost.StartAsync();
        string? tag = null;
        host.Intercept = http =>
        {
            tag = http.Request.Headers.IfMatch;
            return FakeHost.Refuse(412, "SLW1013", "'greeting' is registered with another hash.")(http);
        };
        using var cli = new CliRun(host);
        await File.WriteAllTextAsync(Path.Combine(cli.Path, "g.json"), Greeting);

        Assert.Equal(2, await cli.InvokeAsync("definition", "put", "g.json", "--if-match", "3f9c"));

        Assert.Equal("\"3f9c\"", tag);
        Assert.Contains("(SLW1013)", cli.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_wrong_is_not_sent()
    {
        await using var host = await FakeHost.StartAsync();
        using var cli = new CliRun(host);
        await File.WriteAllTextAsync(Path.Combine(cli.Path, "g.yaml"), "id: greeting\nstep: []\n");

        Assert.Equal(2, await cli.InvokeAsync("definition", "put", "g.yaml"));

        Assert.Empty(host.Requests);
        Assert.Contains("g.yaml:2:1: There is no key 'step'", cli.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_hosts_definitions_are_listed_a_line_each_and_what_is_wrong_with_its_folder_is_said()
    {
        await using var host = await FakeHost.StartAsync();
        host.Intercept = Answer("""
            {
              "definitions": [{ "id": "greeting", "version": "2", "source": "registered", "name": "A greeting", "versions": [{}, {}] }],
              "problems": [{ "file": "bad.yaml", "line": 3, "column": 5, "path": "steps[0]", "message": "It is wrong." }]
            }
            """);
        using var cli = new CliRun(host);

        Assert.Equal(0, await cli.InvokeAsync("definition", "list"));

        Assert.Matches("^greeting +2 +registered +A greeting \\(2 versions\\)\\s*$", cli.Output.ToString());
        Assert.Equal("bad.yaml:3:5: steps[0]: It is wrong.", cli.Error.ToString().Trim());
    }

    [Fact]
    public async Task One_version_is_shown_as_it_could_be_registered_again()
    {
        await using var host = await FakeHost.StartAsync();
        host.Intercept = Answer(Greeting);
        using var cli = new CliRun(host);

        Assert.Equal(0, await cli.InvokeAsync("definition", "show", "greeting@1.0.0"));

        Assert.Equal("/api/definitions/greeting?version=1.0.0", Assert.Single(host.Requests).Path);
        Assert.Equal("greeting", JsonElement.Parse(cli.Output.ToString()).GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_registered_one_is_removed()
    {
        await using var host = await FakeHost.StartAsync();
        host.Intercept = http =>
        {
            http.Response.StatusCode = 204;
            return Task.FromResult(true);
        };
        using var cli = new CliRun(host);

        Assert.Equal(0, await cli.InvokeAsync("definition", "remove", "greeting"));

        Assert.Equal(("DELETE", "/api/definitions/greeting"), host.Requests.Select(each => (each.Method, each.Path)).Single());
    }

    [Theory]
    [InlineData("greeting@1.2.0", "greeting@1.2.0")]
    [InlineData("greeting", "greeting")]
    public async Task A_version_of_a_registered_definition_is_run(string name, string expected)
    {
        await using var host = await FakeHost.StartAsync();
        host.Add("wf-1", new FakeHost.Frame(Some.Workflow(status: "completed")));
        using var cli = new CliRun(host);

        await cli.InvokeAsync("run", "--definition", name);

        var started = Assert.Single(host.Requests, request => request.Method == "POST");
        Assert.Equal(expected, (string?)started.Body!["definition"]);
    }

    [Fact]
    public async Task Other_limits_of_its_steps_are_sent_along()
    {
        await using var host = await FakeHost.StartAsync();
        host.Add("wf-1", new FakeHost.Frame(Some.Workflow(status: "completed")));
        using var cli = new CliRun(host);

        await cli.InvokeAsync(
            "run", "--definition", "greeting", "--step-timeout", "greet=45m", "--step-timeout", "ask=1h", "--step-retries", "greet=0");

        var body = Assert.Single(host.Requests, request => request.Method == "POST").Body!;
        Assert.Equal(
            ("""{"greet":"45m","ask":"1h"}""", """{"greet":0}"""), (body["timeouts"]!.ToJsonString(), body["retries"]!.ToJsonString()));
    }

    private static Func<HttpContext, Task<bool>> Answer(string json) => async http =>
    {
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(json);
        return true;
    };
}
