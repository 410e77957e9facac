using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Slipway.Cli.Tests.Doubles;

namespace Slipway.Cli.Tests.Commands;

/// <summary>status, list, watch.</summary>
public sealed class ReadingVerbsTests
{
    [Fact]
    public async Task Status_says_where_it_stands_and_what_it_waits_for()
    {
        await using var host = await FakeHost.StartAsync();
        host.Add("wf-1", new FakeHost.Frame(
            Some.Workflow(more: """{"step":{"name":"code","attempt":2,"maxAttempts":4,"startedAt":null,"agent":null}}""")));
        using var cli = new CliRun(host);

        Assert.Equal(0, await cli.InvokeAsync("status", "wf-1"));

        var output = cli.Output.ToString();
        Assert.Contains("wf-1, CODING, running", output);
        Assert.Contains("code, attempt 2 of 4", output);
        Assert.Contains("Waits for the agent.", output);
    }

    [Fact]
    public async Task Status_says_why_a_workflow_can_never_go_on()
    {
        await using var host = await FakeHost.StartAsync();
        host.Add("wf-1", new FakeHost.Frame(Some.Workflow(more: """{"stuck":"It waits for nothing. Cancel it."}""")));
        using var cli = new CliRun(host);

        Assert.Equal(0, await cli.InvokeAsync("status", "wf-1"));

        Assert.Matches("Stuck +It waits for nothing. Cancel it.", cli.Output.ToString());
    }

    [Fact]
    public async Task Status_as_json_is_the_hosts_document_and_nothing_else()
    {
        await using var host = await FakeHost.StartAsync();
        host.Add("wf-1", new FakeHost.Frame(Some.Completed()));
        using var cli = new CliRun(host);

        Assert.Equal(0, await cli.InvokeAsync("status", "wf-1", "--json"));

        Assert.True(JsonNode.DeepEquals(Some.Completed(), JsonNode.Parse(cli.Output.ToString())));
        Assert.Empty(cli.Error.ToString());
    }

    [Theory]
    [InlineData("""{"checked":3,"stuck":[]}""", "", "None of 3 workflows under way is stuck.")]
    [InlineData(
        """{"checked":3,"stuck":[{"id":"wf-1","since":"2030-01-01T12:30:00+00:00","reason":"It waits for nothing."}]}""",
        "wf-1                      2030-01-01 12:30Z  It waits for nothing.", "")]
    public async Task List_names_the_workflows_that_can_never_go_on(string report, string output, string error)
    {
        await using var host = await FakeHost.StartAsync();
        host.Intercept = async http =>
        {
            Assert.Equal("/api/watchdog", http.Request.Path);
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(report);
            return true;
        };
        using var cli = new CliRun(host);

        Assert.Equal(0, await cli.InvokeAsync("list", "--stuck"));

        Assert.Equal((output, error), (cli.Output.ToString().Trim(), cli.Error.ToString().Trim()));
    }

    [Theory]
    [InlineData("status")]
    [InlineData("watch")]
    [InlineData("pause")]
    [InlineData("recover")]
    public async Task An_unknown_workflow_is_named(string verb)
    {
        await using var host = await FakeHost.StartAsync();
        using var cli = new CliRun(host);

        Assert.Equal(2, await cli.InvokeAsync(verb, "wf-none"));

        Assert.Contains("There is no workflow wf-none. (SLW1003)", cli.Error.ToString());
    }

    [Theory]
    [InlineData("../../health")]
    [InlineData("..")]
    [InlineData("wf 1")]
    public async Task A_text_that_is_no_id_is_never_sent(string id)
    {
        await using var host = await FakeHost.StartAsync();
        using var cli = new CliRun(host);

        Assert.Equal(2, await cli.InvokeAsync("status", id));

        Assert.Contains("is no workflow id", cli.Error.ToString());
        Assert.Empty(host.Requests);
    }

    [Fact]
    public async Task List_reads_every_page()
    {
        await using var host = await FakeHost.StartAsync();
        foreach (var id in new[] { "wf-1", "wf-2", "wf-3", "wf-4", "wf-5" })
        {
            host.Add(id, new FakeHost.Frame(Some.Workflow(id)));
        }

        using var cli = new CliRun(host);

        Assert.Equal(0, await cli.InvokeAsync("list"));

        var lines = cli.Output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["wf-1", "wf-2", "wf-3", "wf-4", "wf-5"], lines.Select(line => line.Split(' ')[0]));
        Assert.Contains("running    CODING      2026-01-02 03:04Z  Add Slugify", lines[0]);
    }

    [Fact]
    public async Task List_shows_one_status_only_when_asked()
    {
        await using var host = await FakeHost.StartAsync();
        host.Add("wf-1", new FakeHost.Frame(Some.Workflow("wf-1")));
        host.Add("wf-2", new FakeHost.Frame(Some.Failed("wf-2")));
        using var cli = new CliRun(host);

        Assert.Equal(0, await cli.InvokeAsync("list", "--status", "failed", "--json"));

        var document = JsonNode.Parse(cli.Output.ToString())!;
        Assert.Equal("wf-2", (string?)Assert.Single(document["workflows"]!.AsArray())!["id"]);
    }

    [Fact]
    public async Task List_asks_each_page_for_those_of_a_time_and_a_label()
    {
        await using var host = await FakeHost.StartAsync();
        foreach (var id in new[] { "wf-1", "wf-2", "wf-3" })
        {
            host.Add(id, new FakeHost.Frame(Some.Workflow(id)));
        }

        using var cli = new CliRun(host);

        Assert.Equal(0, await cli.InvokeAsync("list", "--since", "2026-05-04", "--until", "2026-05-04T10:30:00+02:00", "--label", "a=b"));

        const string Asked = "/api/workflows?limit=50&createdFrom=2026-05-04&createdTo=2026-05-04T10%3A30%3A00%2B02%3A00&label=a%3Db";
        Assert.Equal([Asked, Asked + "&continuation=2"], host.Requests.Select(request => request.Path));
    }

    [Fact]
    public async Task An_empty_list_says_how_to_begin_and_writes_no_data()
    {
        await using var host = await FakeHost.StartAsync();
        using var cli = new CliRun(host);

        Assert.Equal(0, await cli.InvokeAsync("list"));

        Assert.Empty(cli.Output.ToString());
        Assert.Contains("slipway run", cli.Error.ToString());
    }

    [Fact]
    public async Task Watch_shows_what_happened_before_and_follows_to_the_end()
    {
        await using var host = await FakeHost.StartAsync();
        host.Add("wf-1", Some.GoodRun());
        using var cli = new CliRun(host);

        Assert.Equal(0, await cli.InvokeAsync("watch", "wf-1"));

        var output = cli.Output.ToString();
        Assert.Contains("started: Add Slugify", output);
        Assert.Contains("completed after 12.0 s", output);
        Assert.Equal(1, output.Split("plan: attempt 1 of 4, by offline").Length - 1);
    }

    [Fact]
    public async Task Watch_of_a_failed_workflow_ends_with_1()
    {
        await using var host = await FakeHost.StartAsync();
        host.Add("wf-1", new FakeHost.Frame(Some.Failed()));
        using var cli = new CliRun(host);

        Assert.Equal(1, await cli.InvokeAsync("watch", "wf-1", "--data", "data"));

        Assert.Contains("slipway recover wf-1 --data data", cli.Error.ToString());
    }

    [Fact]
    public async Task Watch_gives_up_on_a_host_that_stays_away()
    {
        await using var host = await FakeHost.StartAsync();
        host.Add("wf-1", new FakeHost.Frame(Some.Workflow()));
        host.Intercept = http =>
        {
            if (http.Request.Path.Value!.EndsWith("/events", StringComparison.Ordinal))
            {
                http.Abort();
                return Task.FromResult(true);
            }

            return Task.FromResult(false);
        };
        using var cli = new CliRun(host);

        Assert.Equal(3, await cli.InvokeAsync("watch", "wf-1"));

        Assert.Contains("cannot reach a host", cli.Error.ToString());
    }

    [Fact]
    public async Task On_a_terminal_it_is_drawn_in_place()
    {
        await using var host = await FakeHost.StartAsync();
        host.Add("wf-1", Some.GoodRun());
        using var cli = new CliRun(host) { IsInteractive = true };

        Assert.Equal(0, await cli.InvokeAsync("watch", "wf-1"));

        Assert.Contains("VALIDATING", cli.Output.ToString());
        Assert.Contains("Completed after 12.0 s", cli.Output.ToString());
    }
}
