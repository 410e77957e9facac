using Slipway.Core.Ports;
using static Slipway.Core.Ports.AgentOutcomeKind;

namespace Slipway.Integrations.Tests.Agents.A2A;

/// <summary>An attempt that loses sight of its task, and the next one, which takes what was paid for.</summary>
public sealed class A2AAdoptionTests : IAsyncLifetime
{
    private static readonly object Done = new { state = "completed", say = "Done." };

    private A2AServer _server = null!;
    private A2AScene _scene = null!;

    public async Task InitializeAsync()
    {
        _server = await A2AServer.StartAsync("1.0");
        _scene = await A2AScene.OpenAsync(_server);
    }

    public async Task DisposeAsync()
    {
        _scene.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_task_that_completed_between_two_attempts_is_taken_by_the_second()
    {
        var task = _scene.Task(Done);
        _server.Refuse("GetTask", 401);
        var lost = await _scene.Agent().RunAsync(task, default);

        var taken = await _scene.Agent().RunAsync(task with { Attempt = 2 }, default);

        Assert.Equal((Auth, Succeeded, "Done."), (lost.Kind, taken.Kind, taken.Text));
        Assert.Equal(1, _server.Count("SendMessage"));
    }

    [Fact]
    public async Task A_task_whose_result_was_no_good_is_not_taken_again()
    {
        var task = _scene.Task(new { artifact = "change.diff", text = "no diff" }, Done);
        _server.Refuse("GetTask", 401);
        await _scene.Agent().RunAsync(task, default);
        var taken = await _scene.Agent().RunAsync(task with { Attempt = 2 }, default);

        var next = await _scene.Agent().RunAsync(_scene.Task(Done) with { Attempt = 3 }, default);

        Assert.Equal((Protocol, Succeeded), (taken.Kind, next.Kind));
        Assert.Equal(2, _server.Count("SendMessage"));
    }

    [Fact]
    public async Task A_result_that_a_host_did_not_live_to_commit_is_taken_again_by_the_same_attempt()
    {
        await _scene.RunAsync(Done);

        var again = await _scene.RunAsync(Done);

        Assert.Equal((Succeeded, "Done."), (again.Kind, again.Text));
        Assert.Equal(1, _server.Count("SendMessage"));
    }

    [Theory]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task What_a_gateway_answers_passes_whatever_its_words(int status)
    {
        _server.Fail("GetTask", -32000, status);

        var outcome = await _scene.RunAsync(Done);

        Assert.Equal((Succeeded, 1), (outcome.Kind, _server.Count("SendMessage")));
    }

    [Fact]
    public async Task What_a_task_took_is_told_once_by_the_attempts_that_share_it()
    {
        var task = _scene.Task(
            new { state = "working", say = "So far", usage = new { costUsd = 3, inputTokens = 100, outputTokens = 10, turns = 2 } },
            new { state = "working", say = "So far", usage = new { costUsd = 5, inputTokens = 150, outputTokens = 15, turns = 3 } },
            new { state = "completed", say = "Done.", usage = new { costUsd = 5.5, inputTokens = 160, outputTokens = 30, turns = 4 } });
        var looks = 0;
        _server.IsDown = method =>
        {
            if (method == "GetTask" && ++looks == 2)
            {
                _server.Refuse("GetTask", 401);
            }

            return false;
        };

        var lost = await _scene.Agent().RunAsync(task, default);
        var taken = await _scene.Agent().RunAsync(task with { Attempt = 2, Budget = new AgentBudget(CostUsd: 4) }, default);

        Assert.Equal((Auth, 3m, new AgentTokens(100, 10), 2), (lost.Kind, lost.CostUsd, lost.Tokens, lost.Turns));
        Assert.Equal((Succeeded, 2.5m, new AgentTokens(60, 20), 2), (taken.Kind, taken.CostUsd, taken.Tokens, taken.Turns));
    }
}
