using Microsoft.AspNetCore.Http;
using Slipway.Cli.Tests.Doubles;

namespace Slipway.Cli.Tests.Commands;

public sealed class LogCommandTests
{
    private static readonly string First = new('a', 64);
    private static readonly string Second = new('b', 64);
    private static readonly string Plan = new('c', 64);
    private static readonly string Report = new('d', 64);

    [Fact]
    public async Task Without_more_it_lists_what_is_kept_oldest_first()
    {
        await using var host = await HostAsync();
        using var cli = new CliRun(host);

        Assert.Equal(0, await cli.InvokeAsync("log", "wf-1"));

        Assert.Equal(
            [
                "03:04:05  cccccccccccc  plan.md", "03:04:06  aaaaaaaaaaaa  gate:tests", "03:04:07  bbbbbbbbbbbb  gate:tests",
                "03:04:08  dddddddddddd  report.xml",
            ],
            cli.Output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("gate:tests", 'b')]
    [InlineData("plan.md", 'c')]
    [InlineData("report.xml", 'd')]
    [InlineData("aaaaaa", 'a')]
    public async Task One_is_found_by_its_step_the_last_of_it_its_name_or_its_hash(string what, char content)
    {
        await using var host = await HostAsync();
        using var cli = new CliRun(host);

        Assert.Equal(0, await cli.InvokeAsync("log", "wf-1", what));

        Assert.Equal($"content of {content}\n    indented\n", cli.Output.ToString());
    }

    [Fact]
    public async Task What_could_move_the_cursor_is_not_written()
    {
        await using var host = await HostAsync("\u001b[2Jcolour\u0007 and \u202e override\r\nnext");
        using var cli = new CliRun(host);

        await cli.InvokeAsync("log", "wf-1", "plan.md");

        Assert.Equal("[2Jcolour and  override\nnext\n", cli.Output.ToString());
    }

    [Theory]
    [InlineData("gate:lint")]
    [InlineData("aaaaa")]
    public async Task An_unknown_name_is_refused_with_those_there_are(string what)
    {
        await using var host = await HostAsync();
        using var cli = new CliRun(host);

        Assert.Equal(2, await cli.InvokeAsync("log", "wf-1", what));

        Assert.Contains($"nothing called '{what}'; it has plan.md, gate:tests, report.xml", cli.Error.ToString());
    }

    [Fact]
    public async Task A_workflow_that_keeps_nothing_says_so()
    {
        await using var host = await FakeHost.StartAsync();
        host.Add("wf-1", new FakeHost.Frame(Some.Workflow("wf-1")));
        using var cli = new CliRun(host);

        Assert.Equal(0, await cli.InvokeAsync("log", "wf-1"));
        Assert.Equal(2, await cli.InvokeAsync("log", "wf-1", "plan.md"));

        Assert.Contains("Nothing is kept yet.", cli.Output.ToString());
        Assert.Contains("keeps no artifact yet", cli.Error.ToString());
    }

    private static async Task<FakeHost> HostAsync(string? content = null)
    {
        var host = await FakeHost.StartAsync();
        host.Intercept = async http =>
        {
            var path = http.Request.Path.Value!;
            if (path.EndsWith("/events", StringComparison.Ordinal))
            {
                http.Response.ContentType = "application/json";
                await http.Response.WriteAsync($$$"""
                    {"events":[
                    {"sequence":1,"type":"artifact_saved","time":"2026-01-02T03:04:05Z","data":{"name":"plan.md","sha256":"{{{Plan}}}"}},
                    {"sequence":2,"type":"s","time":"2026-01-02T03:04:06Z","data":{"step":"gate:tests","log":"{{{First}}}"}},
                    {"sequence":3,"type":"s","time":"2026-01-02T03:04:07Z","data":{"step":"gate:tests","log":"{{{Second}}}"}},
                    {"sequence":4,"type":"s","time":"2026-01-02T03:04:08Z","data":{"step":"x","log":null,
                        "artifacts":[{"name":"report.xml","sha256":"{{{Report}}}"}]}}]}
                    """);
                return true;
            }

            if (path.Contains("/artifacts/", StringComparison.Ordinal))
            {
                await http.Response.WriteAsync(content ?? $"content of {path[^1]}\n    indented\n");
                return true;
            }

            return false;
        };
        return host;
    }
}
