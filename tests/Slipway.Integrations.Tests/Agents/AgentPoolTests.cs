using Slipway.Core;
using Slipway.Core.Ports;
using Slipway.Integrations.Agents;
using Slipway.Integrations.Agents.A2A;

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
        Assert.Equal(
            new AgentHealth("here", Available: true, "1.2.3", Reason: null) { Capabilities = all["here"].Capabilities }, all["here"]);
        Assert.False(all["gone"].Available);
        Assert.StartsWith(
            "Agent not available: gone. The program '/no/such/agent' was not found", all["gone"].Reason, StringComparison.Ordinal);
        Assert.True(all["both"].Available);
        Assert.Equal(["gone", "here"], all["both"].Members);
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

    [Theory]
    [InlineData("round_robin", "one two one two one two")]
    [InlineData("weighted", "one one two one one one")]
    public async Task A_groups_runs_are_shared_as_its_strategy_says(string strategy, string expected)
    {
        using var home = new TestHome(
            ("Agents:one:Command", "echo one"), ("Agents:two:Command", "echo two"), ("AgentGroups:both:0", "one"),
            ("AgentGroups:both:1", "two"), ("AgentGroups:both:Strategy", strategy), ("AgentGroups:both:Weights:0", "3"));
        var group = home.Agents.Find(new AgentSelector("both"));

        var chosen = new List<string>();
        for (var run = 0; run < 6; run++)
        {
            chosen.Add((await group.RunAsync(Task(home) with { WorkflowId = $"wf-{run}" }, default)).Text.Trim());
        }

        Assert.Equal(expected, string.Join(' ', chosen));
    }

    [Theory]
    [InlineData("least_busy")]
    [InlineData("round_robin")]
    public void Runs_that_are_given_at_once_go_to_different_members(string strategy)
    {
        var group = new AgentGroupOptions { Members = ["one", "two", "three"], Strategy = strategy };
        var shares = new GroupShares(new AgentStatistics());

        var taken = Enumerable.Range(0, 3).AsParallel().Select(_ => shares.Take(group, [0, 1, 2], wanted: null)).Order().ToArray();

        Assert.Equal([0, 1, 2], taken);
    }

    [Fact]
    public void A_member_that_could_not_be_used_for_long_has_its_share_again_and_no_more()
    {
        var group = new AgentGroupOptions { Members = ["one", "two"], Strategy = AgentGroupOptions.RoundRobin };
        var shares = new GroupShares(new AgentStatistics());
        int Use(params int[] among)
        {
            var taken = shares.Take(group, among, wanted: null);
            shares.Settle(group, among, taken, isUsed: true);
            return taken;
        }

        for (var run = 0; run < 10; run++)
        {
            shares.Settle(group, [0, 1], shares.Take(group, [0, 1], wanted: 1), isUsed: false);
            Assert.Equal(0, Use(0));
        }

        Assert.Equal([0, 1, 0, 1], Enumerable.Range(0, 4).Select(_ => Use(0, 1)));
    }

    [Fact]
    public async Task A_member_whose_breaker_is_open_gets_no_run_and_how_runs_ended_is_told_to_each_members_breaker()
    {
        using var home = new TestHome(
            ("Agents:one:Command", "echo one"), ("Agents:two:Command", "echo two"), ("AgentGroups:both:0", "one"),
            ("AgentGroups:both:1", "two"));
        var breakers = new Breakers();
        var open = breakers.Open;
        var group = new AgentCatalog(home.Get<AgentTools>(), home.Get<AgentStatistics>(), home.Get<A2AAgents>(), codegen: null, breakers)
            .Find(new AgentSelector("both"));

        open["one"] = DateTimeOffset.UnixEpoch.AddHours(2);
        var second = await group.RunAsync(Task(home), default);
        open["two"] = DateTimeOffset.UnixEpoch.AddHours(1);
        var none = await Assert.ThrowsAsync<SlipwayException>(() => group.RunAsync(Task(home), default));

        Assert.Equal("two", second.Text.Trim());
        Assert.Equal(["two Succeeded"], breakers.Told);
        Assert.Equal((ErrorCodes.AgentNotAvailable, open["two"]), (none.Code, none.RetryAt));
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

    private sealed class Breakers : IAgentBreakers
    {
        internal Dictionary<string, DateTimeOffset> Open { get; } = new(StringComparer.Ordinal);

        internal List<string> Told { get; } = [];

        public ValueTask<DateTimeOffset?> OpenUntilAsync(string agent, string? caller, CancellationToken cancellationToken) =>
            ValueTask.FromResult(Open.TryGetValue(agent, out var until) ? until : (DateTimeOffset?)null);

        public ValueTask ReportAsync(string agent, AgentOutcome outcome, CancellationToken cancellationToken)
        {
            Told.Add($"{agent} {outcome.Kind}");
            return ValueTask.CompletedTask;
        }
    }
}
