using Slipway.Core;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Core.Policies.CircuitBreaker;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;
using Slipway.Functions.Entities;

namespace Slipway.Functions.Tests.Orchestrators;

public sealed class CircuitTests
{
    private static readonly AgentSelector First = new("first");

    [Fact]
    public void Each_failure_of_an_agent_counts_and_a_success_clears_the_count()
    {
        var durable = Script.Run(arrange: durable => durable.Next(nameof(WriteCode), Some.Failed(), Some.Failed()));
        durable.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(2, Circuit(durable, First).Failures);

        durable.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(WorkflowState.Completed, durable.Result.State);
        Assert.Equal(0, Circuit(durable, First).Failures);
    }

    [Fact]
    public void An_agent_that_changed_nothing_is_not_broken()
    {
        var durable = Script.Run(
            Some.Request() with { MaxRetries = 0 },
            durable => durable.Next(
                nameof(WriteCode), Some.Failed(ErrorCategory.AgentFailed, ErrorCodes.AgentChangedNothing)));

        Assert.Equal(0, Circuit(durable, First).Failures);
    }

    [Fact]
    public void An_agent_whose_breaker_is_open_is_left_alone_until_it_may_be_tried()
    {
        var durable = Broken(Some.Request());

        Assert.DoesNotContain(nameof(WritePlan), durable.Work);
        Assert.Contains("Agent not available: first. It has failed 5 times in a row", durable.Status.WaitingFor, StringComparison.Ordinal);
        durable.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(WorkflowState.Completed, durable.Result.State);
        Assert.Equal(CircuitState.Closed, Circuit(durable, First).StateAt(durable.Time));
    }

    [Fact]
    public void With_another_agent_to_fall_back_on_nobody_waits()
    {
        var durable = Broken(Some.Request() with { FallbackAgents = [new AgentSelector("second")] });

        Assert.Equal(WorkflowState.Completed, durable.Result.State);
        Assert.Equal("second", durable.Inputs<AgentStepInput>(nameof(WritePlan)).Single().Agent.Name);
    }

    [Fact]
    public void A_state_s_time_is_not_stretched_by_the_wait()
    {
        var durable = Broken(Some.Request() with { StateTimeoutMinutes = 0.5 });
        durable.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(ErrorCodes.StateTimedOut, durable.Status.Failure!.Code);
    }

    [Fact]
    public void A_command_line_has_a_breaker_of_its_own_under_a_key_that_fits()
    {
        var id = AgentCircuit.IdOf(new AgentSelector(Command: "my-agent --token /#?"));

        Assert.Matches("^command-[0-9a-f]{64}$", id.Key);
        Assert.NotEqual(id, AgentCircuit.IdOf(new AgentSelector(Command: "my-agent")));
    }

    private static FakeDurable Broken(WorkflowRequest request) => Script.Run(request, durable =>
        durable.Entities.Circuits[AgentCircuit.IdOf(First).Key] = Enumerable.Range(0, 5).Aggregate(
            new Circuit(), (circuit, _) => circuit.Report(succeeded: false, durable.Time, durable.Entities.Breaker)));

    private static Circuit Circuit(FakeDurable durable, AgentSelector agent) => durable.Entities.Circuits[AgentCircuit.IdOf(agent).Key];
}
