using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Tests.Orchestrators;

public sealed class BudgetTests
{
    private static readonly AgentUsage Run = new(0.6m, 100, 60_000);

    [Fact]
    public void Each_run_gets_what_is_left_and_what_was_spent_is_shown()
    {
        var durable = Script.Run(Some.Request() with { Budget = new WorkflowBudget(2, 1_000, 30) }, Spending);

        Assert.Equal(WorkflowState.Completed, durable.Result.State);
        Assert.Equal(new AgentUsage(1.2m, 200, 120_000), durable.Status.Spent);
        Assert.Equal(new AgentBudget(2, 1_000, Turns: null, TimeSpan.FromMinutes(30)), Budget(durable, nameof(WritePlan)));
        Assert.Equal(new AgentBudget(1.4m, 900, Turns: null, TimeSpan.FromMinutes(29)), Budget(durable, nameof(WriteCode)));
    }

    [Fact]
    public void A_budget_that_is_used_up_parks_the_workflow_and_a_retry_gives_it_again()
    {
        var durable = Script.Run(
            Some.Request() with { Budget = new WorkflowBudget(CostUsd: 0.5m), FallbackAgents = [new AgentSelector("second")] }, Spending);

        Assert.Equal(ErrorCodes.BudgetUsedUp, durable.Status.Failure!.Code);
        Assert.Contains("0.5 US dollars", durable.Status.Failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(nameof(WriteCode), durable.Work);

        durable.Send(new WorkflowSignal { Kind = SignalKind.Decide, Actor = "ann", Decision = Decision.Retry });

        Assert.Equal(WorkflowState.Completed, durable.Result.State);
        Assert.Equal(1.2m, durable.Status.Spent!.CostUsd);
    }

    private static void Spending(FakeDurable durable)
    {
        durable.Always(nameof(WritePlan), _ => Some.Ok(Some.Plan()) with { Usage = Run });
        durable.Always(nameof(WriteCode), _ => Some.Ok(Some.Branch(1)) with { Usage = Run });
    }

    private static AgentBudget? Budget(FakeDurable durable, string activity) =>
        Assert.Single(durable.Inputs<AgentStepInput>(activity)).Budget;
}
