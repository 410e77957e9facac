using Slipway.Cli.Display;
using Slipway.Cli.Tests.Doubles;

namespace Slipway.Cli.Tests.Display;

public sealed class PlainFaceTests
{
    [Fact]
    public async Task What_agents_do_is_a_line_each_once()
    {
        var output = new StringWriter();
        var view = Some.View(Some.Workflow());
        var frame = new Frame(view, [], 0, DateTimeOffset.Parse(Some.Started));
        var progress = Some.EventView(
            "progress", """{"step":"code","agent":"a","kind":"tool","message":"Grep: x","tokens":{"total":1000}}""");

        await new PlainFace(output, new ImmediateTime()).ShowAsync(draw =>
        {
            draw(frame with { NewProgress = [progress], LastProgress = progress });
            draw(frame with { LastProgress = progress });
            return Task.CompletedTask;
        });

        Assert.Equal("03:04:05  agent     code: uses Grep: x (1,000 tokens)", output.ToString().Trim());
    }

    [Fact]
    public async Task A_long_silence_is_broken_by_what_it_waits_for()
    {
        var output = new StringWriter();
        var start = DateTimeOffset.Parse(Some.Started);
        var view = Some.View(Some.Workflow());

        await new PlainFace(output, new ImmediateTime()).ShowAsync(draw =>
        {
            draw(new Frame(view, [Some.EventView("progress", """{"message":"hello"}""")], 0, start));
            foreach (var seconds in new[] { 10, 29, 30, 40, 59, 61 })
            {
                draw(new Frame(view, [Some.EventView("progress", """{"message":"hello"}""")], 1, start.AddSeconds(seconds)));
            }

            return Task.CompletedTask;
        });

        Assert.Equal(
            ["03:04:05  progress  hello", "03:04:35  waiting   Waits for the agent.", "03:05:06  waiting   Waits for the agent."],
            output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }
}
