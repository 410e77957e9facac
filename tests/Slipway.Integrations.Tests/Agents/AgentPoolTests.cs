using Slipway.Core;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Tests.Agents;

public sealed class AgentPoolTests
{
    [Fact]
    public async Task Each_agent_is_available_in_a_version_or_says_why_not()
    {
        using var home = new TestHome();
        using var host = home.WithSettings(
            ("Agents:here:Command", "cat"), ("Agents:here:VersionCommand", home.Script("version", "echo here 1.2.3")),
            ("Agents:gone:Command", "/no/such/agent"), ("AgentGroups:both:0", "gone"), ("AgentGroups:both:1", "here"));

        var all = (await host.Get<IAgentPool>().ListAsync(default)).ToDictionary(health => health.Name);

        Assert.Equal(host.Agents.Names, all.Keys);
        Assert.Equal(new AgentHealth("here", Available: true, "1.2.3", Reason: null), all["here"]);
        Assert.False(all["gone"].Available);
        Assert.StartsWith(
            "Agent not available: gone. The program '/no/such/agent' was not found", all["gone"].Reason, StringComparison.Ordinal);
        Assert.True(all["both"].Available);
        Assert.Equal(["gone", "here"], all["both"].Members);
    }

    [Fact]
    public async Task The_first_agent_that_can_be_used_is_chosen()
    {
        using var home = new TestHome(("Agents:here:Command", "cat"), ("Agents:gone:Command", "/no/such/agent"));
        var pool = home.Get<IAgentPool>();

        Assert.Equal("here", (await pool.ChooseAsync([new("gone"), new("here"), new("claude-code")], default)).Name);
        var exception = await Assert.ThrowsAsync<SlipwayException>(() => pool.ChooseAsync([new("gone"), new("gnoe")], default));

        Assert.Equal(ErrorCodes.AgentNotAvailable, exception.Code);
        Assert.Contains("Agent not available: gone.", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Agent not available: gnoe. Did you mean gone", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_groups_run_goes_to_the_member_with_the_fewest_in_progress()
    {
        using var home = new TestHome();
        var busy = new Signal(home);
        using var host = home.WithSettings(
            ("Agents:one:Command", home.Script("one", $"echo one; echo x > {busy.Path}; sleep 1000")),
            ("Agents:two:Command", "echo two"),
            ("AgentGroups:both:0", "one"),
            ("AgentGroups:both:1", "two"));
        var group = host.Agents.Find(new AgentSelector("both"));
        using var stop = new CancellationTokenSource();
        var first = group.RunAsync(Task(home), stop.Token);
        await busy.WaitAsync();

        var second = await group.RunAsync(Task(home) with { WorkflowId = "wf-2" }, default);
        var health = await host.Get<IAgentPool>().CheckAsync(new AgentSelector("one"), default);
        await stop.CancelAsync();

        Assert.Equal("two\n", second.Text);
        Assert.Equal(1, health.Running);
        Assert.Equal(AgentOutcomeKind.Cancelled, (await first).Kind);
    }

    [Fact]
    public async Task How_an_agent_has_done_is_counted()
    {
        using var home = new TestHome();
        using var host = home.WithSettings(
            ("Agents:mine:Command", home.Script("mine", $"cat {AgentOutputTests.Recording("claude-json-dontAsk-denied.json")}")),
            ("Agents:mine:Output", "ClaudeStream"),
            ("Agents:bad:Command", "false"));
        foreach (var name in new[] { "mine", "mine", "bad" })
        {
            await host.Agents.Find(new AgentSelector(name)).RunAsync(Task(home), default);
        }

        var mine = await host.Get<IAgentPool>().CheckAsync(new AgentSelector("mine"), default);
        var bad = await host.Get<IAgentPool>().CheckAsync(new AgentSelector("bad"), default);

        Assert.Equal((0, 2, 1.0, 0.0022m), (mine.Running, mine.Runs, mine.SuccessRate, mine.CostUsd));
        Assert.True(mine.MedianMs > 0);
        Assert.Equal((1, 0.0), (bad.Runs, bad.SuccessRate));
    }

    [Fact]
    public async Task A_group_whose_members_are_all_missing_says_why_for_each()
    {
        using var home = new TestHome(
            ("Agents:gone:Command", "/no/such/agent"), ("AgentGroups:both:0", "gone"), ("AgentGroups:both:1", "nobody"));

        var exception = await Assert.ThrowsAsync<SlipwayException>(
            () => home.Agents.Find(new AgentSelector("both")).RunAsync(Task(home), default));

        Assert.StartsWith(
            "Agent not available: both. None of its members is: Agent not available: gone.", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Agent not available: nobody.", exception.Message, StringComparison.Ordinal);
    }

    private static AgentTask Task(TestHome home) =>
        new("wf-1", "code", 1, "Do it", home.Directory, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10));
}
