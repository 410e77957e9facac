using System.Text.Json.Nodes;
using Slipway.Cli.Tests.Doubles;

namespace Slipway.Cli.Tests.Commands;

public sealed class DefinitionWordsTests
{
    [Fact]
    public async Task A_workflow_of_a_definition_is_listed_by_the_definitions_name()
    {
        await using var host = await HostAsync("running");
        using var cli = new CliRun(host);

        await cli.InvokeAsync("list");

        Assert.EndsWith("Nightly audit 2.0.0\n", cli.Output.ToString());
    }

    [Fact]
    public async Task Its_status_shows_its_steps_and_nothing_that_only_a_lifecycle_has()
    {
        await using var host = await HostAsync("running");
        using var cli = new CliRun(host);

        await cli.InvokeAsync("status", "wf-1");

        var output = cli.Output.ToString();
        Assert.StartsWith("Nightly audit 2.0.0\n", output);
        Assert.Contains("  Steps         fetch succeeded after 2.0 s, 2 attempts: Two files.\n", output);
        Assert.Contains("                audit failed: It found three things.\n", output);
        Assert.DoesNotContain("Repository", output);
        Assert.DoesNotContain("Failure", output);
    }

    [Fact]
    public async Task A_failure_names_the_step_and_what_to_do_about_it()
    {
        await using var host = await HostAsync("failed");
        using var cli = new CliRun(host);

        Assert.Equal(1, await cli.InvokeAsync("watch", "wf-1"));

        Assert.Contains("failed in audit: It found three things. (SLW6101)", cli.Output.ToString());
        Assert.Contains("step skip wf-1 audit --reason", cli.Error.ToString());
        Assert.DoesNotContain("CODING", cli.Error.ToString());
    }

    private static async Task<FakeHost> HostAsync(string status)
    {
        var host = await FakeHost.StartAsync();
        var workflow = JsonNode.Parse($$$"""
            {"id":"wf-1","status":"{{{status}}}","createdAt":"2026-01-02T03:04:05Z","updatedAt":"2026-01-02T03:04:15Z",
             "definition":{"id":"audit","name":"Nightly audit","version":"2.0.0",
               "failure":{"step":"audit","code":"SLW6101","message":"It found three things."},
               "steps":[
                 {"id":"fetch","state":"succeeded","summary":"Two files.","attempts":[{},{}],
                  "startedAt":"2026-01-02T03:04:05Z","endedAt":"2026-01-02T03:04:07Z"},
                 {"id":"audit","state":"failed","summary":"It found three things.","attempts":[{}]}]}}
            """)!.AsObject();
        var failed = JsonNode.Parse("""
            {"sequence":1,"type":"workflow_failed","time":"2026-01-02T03:04:15Z",
             "data":{"step":"audit","code":"SLW6101","message":"It found three things."}}
            """)!.AsObject();
        host.Add("wf-1", new FakeHost.Frame(workflow, failed));
        return host;
    }
}
