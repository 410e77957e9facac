using Slipway.Cli.Display;
using Slipway.Cli.Tests.Doubles;
using Spectre.Console;

namespace Slipway.Cli.Tests.Display;

public sealed class LivePictureTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-01-02T03:04:10Z");

    [Fact]
    public void It_shows_states_with_times_the_step_with_attempts_and_the_last_events()
    {
        var workflow = Some.Workflow(
            more: """{"step":{"name":"code","attempt":2,"maxAttempts":4,"startedAt":"2026-01-02T03:04:08Z","agent":"offline"}}""");

        var picture = Draw(workflow, Some.GoodRun().Take(3).SelectMany(frame => frame.Events));

        Assert.Matches(@"\+ PLANNING +│ 2\.0 s", picture);
        Assert.Matches(@"> CODING +│ 2\.0 s +│ code, attempt 2 of 4, 2\.0 s, by offline", picture);
        Assert.Contains("plan: done after 1.2 s: a plan of 3 steps", picture);
    }

    [Fact]
    public void It_shows_the_last_thing_that_an_agent_did_while_the_workflow_runs()
    {
        var progress = Some.EventView(
            "progress", """{"step":"code","attempt":1,"agent":"offline","kind":"file","message":"a.cs","costUsd":0.1}""");

        Assert.Contains("agent     code: changes a.cs ($0.10)", Draw(Some.Workflow(), [], progress));
        Assert.DoesNotContain("a.cs", Draw(Some.Completed(), [], progress));
    }

    [Fact]
    public void It_shows_each_gate_of_each_round()
    {
        var picture = Draw(Some.Completed(), []);

        Assert.Matches(@"1 +│ tests +│ failed: 4 of 10 checks fail\. +│ 3\.1 s", picture);
        Assert.Matches(@"2 +│ tests +│ passed +│ 2\.9 s", picture);
        Assert.Contains("+ COMPLETED", picture);
    }

    [Fact]
    public void It_shows_why_a_workflow_failed()
    {
        var picture = Draw(Some.Failed(), []);

        Assert.Matches(@"x FAILED +│ +│ tests fails after 3 rounds\.", picture);
    }

    [Fact]
    public void Markup_in_what_others_wrote_is_only_text()
    {
        var picture = Draw(Some.Workflow(more: """{"requirement":"Use [red]arrays[/] and [["}"""), []);

        Assert.Contains("Use [red]arrays[/] and [[", picture);
    }

    private static string Draw(
        System.Text.Json.Nodes.JsonObject workflow, IEnumerable<System.Text.Json.Nodes.JsonObject> events,
        Slipway.Cli.Contract.WorkflowEventView? lastProgress = null)
    {
        var views = events.Select(e => System.Text.Json.JsonSerializer.Deserialize<Slipway.Cli.Contract.WorkflowEventView>(
            e, System.Text.Json.JsonSerializerOptions.Web)!).ToList();
        var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = 140;
        console.Profile.Capabilities.Unicode = true;
        console.Write(LivePicture.Of(new Frame(Some.View(workflow), views, 0, Now) { LastProgress = lastProgress }));
        return output.ToString();
    }
}
