using Slipway.Core;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Tests.Agents;

public sealed class AgentCatalogTests
{
    [Fact]
    public void Known_agents_and_the_users_own_are_listed_in_order()
    {
        using var home = new TestHome(("Agents:mine:Command", "cat"));

        Assert.Equal(["aider", "claude-code", "codex", "gemini", "goose", "mine"], home.Agents.Names);
    }

    [Fact]
    public void An_unknown_name_is_refused_with_the_nearest_known_ones()
    {
        using var home = new TestHome();

        var exception = Assert.Throws<SlipwayException>(() => home.Agents.Find(new AgentSelector(Name: "cluade")));

        Assert.Equal(ErrorCodes.AgentNotAvailable, exception.Code);
        Assert.StartsWith("Agent not available: cluade. Did you mean claude-code", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_agent_whose_program_is_missing_says_how_to_install_it()
    {
        using var home = new TestHome(("Agents:mine:Command", "no-such-program-of-ours -x"), ("Agents:mine:HowToInstall", "Ask Ada."));

        var exception = Assert.Throws<SlipwayException>(() => home.Agents.Find(new AgentSelector(Name: "mine")));

        Assert.Equal(ErrorCodes.AgentNotAvailable, exception.Code);
        Assert.Contains(
            "Agent not available: mine. The program 'no-such-program-of-ours' was not found", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("Ask Ada.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_is_refused_for_work_that_it_does_not_do_with_those_that_do_it()
    {
        using var home = new TestHome(
            ("Agents:planner:Command", "cat"), ("Agents:planner:Capabilities:0", "plan"), ("Agents:mine:Command", "cat"),
            ("AgentGroups:both:0", "planner"), ("AgentGroups:both:1", "mine"));
        var (planner, both) = (new AgentSelector("planner"), new AgentSelector("both"));

        var refusal = home.Agents.WhyNot(planner, AgentCapability.Code);

        Assert.Equal(ErrorCodes.AgentCannot, refusal!.Code);
        Assert.Equal(
            "The agent planner cannot code; it can plan. Agents that can: aider, claude-code, codex, gemini, goose, mine.",
            refusal.Message);
        Assert.Null(home.Agents.WhyNot(planner, AgentCapability.Plan));
        Assert.NotNull(home.Agents.WhyNot(both, AgentCapability.Fix));
        Assert.Null(home.Agents.WhyNot(both, AgentCapability.Plan));
        Assert.Null(home.Agents.WhyNot(new AgentSelector(Command: "cat"), AgentCapability.Fix));
        var pool = home.Get<IAgentPool>();
        Assert.Equal([AgentCapability.Plan], (await pool.CheckAsync(both, default)).Capabilities);
        Assert.Equal(Enum.GetValues<AgentCapability>(), (await pool.CheckAsync(new AgentSelector("mine"), default)).Capabilities);
    }

    [Fact]
    public void A_command_whose_program_is_missing_is_not_available()
    {
        using var home = new TestHome();

        var exception = Assert.Throws<SlipwayException>(() => home.Agents.Find(new AgentSelector(Command: "/no/such/agent --go")));

        Assert.Equal(ErrorCodes.AgentNotAvailable, exception.Code);
        Assert.Contains("give its full path", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Exactly_one_of_name_and_command_is_needed()
    {
        using var home = new TestHome();

        Assert.Equal(ErrorCodes.InvalidRequest, Assert.Throws<SlipwayException>(() => home.Agents.Find(new AgentSelector())).Code);
        Assert.Equal(
            ErrorCodes.InvalidRequest, Assert.Throws<SlipwayException>(() => home.Agents.Find(new AgentSelector("codex", "cat"))).Code);
    }

    [Fact]
    public async Task The_users_own_agent_gets_the_variables_it_names()
    {
        Environment.SetEnvironmentVariable("SLIPWAY_TEST_PASSED", "passed");
        using var home = new TestHome(
            ("Agents:Mine:Command", "sh -c 'echo $SLIPWAY_TEST_PASSED $MODE'"),
            ("Agents:Mine:Environment:0", "SLIPWAY_TEST_PASSED"),
            ("Agents:Mine:Variables:MODE", "auto"));

        var outcome = await home.Agents.Find(new AgentSelector(Name: "mine")).RunAsync(
            new AgentTask("wf-1", "plan", 1, "x", home.Directory, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)), default);

        Assert.Equal("passed auto\n", outcome.Text);
    }
}
