using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;

namespace Slipway.Core.Tests.Lifecycle;

public sealed class WorkflowBudgetTests
{
    private static readonly WorkflowBudget All = new(2.5m, 1_000, 10);

    [Theory]
    [InlineData(2.49, 999, 599_999, null)]
    [InlineData(2.5, 0, 0, "the 2.5 US dollars of its budget")]
    [InlineData(0, 1_000, 0, "the 1,000 tokens of its budget")]
    [InlineData(0, 0, 600_000, "the 10 minutes of its budget")]
    public void It_is_used_up_when_one_of_its_parts_is(double cost, long tokens, long timeMs, string? said) =>
        Assert.Equal(said, All.UsedUp(new AgentUsage((decimal)cost, tokens, timeMs)));

    [Fact]
    public void What_is_not_set_has_no_limit()
    {
        Assert.Null(new WorkflowBudget(CostUsd: 1).UsedUp(new AgentUsage(0.5m, long.MaxValue, long.MaxValue)));
        Assert.Equal(new AgentBudget(CostUsd: 0.5m), new WorkflowBudget(CostUsd: 1).Left(new AgentUsage(0.5m, 7, 7)));
    }

    [Fact]
    public void What_is_left_is_the_next_runs_and_a_childs()
    {
        var spent = new AgentUsage(1, 400, 60_000);

        Assert.Equal(new AgentBudget(1.5m, 600, Turns: null, TimeSpan.FromMinutes(9)), All.Left(spent));
        Assert.Equal(new WorkflowBudget(1.5m, 600, 9), All.Less(spent));
    }

    [Theory]
    [InlineData(null, null, null, "must set costUsd, tokens, minutes or turns")]
    [InlineData(0d, null, null, "costUsd must be more than 0")]
    [InlineData(null, -1L, null, "tokens must be more than 0")]
    [InlineData(null, null, double.NaN, "minutes must be more than 0")]
    public void What_is_no_budget_is_said(double? cost, long? tokens, double? minutes, string said) =>
        Assert.StartsWith(said, new WorkflowBudget((decimal?)cost, tokens, minutes).Problem, StringComparison.Ordinal);

    [Fact]
    public void Turns_are_a_part_as_the_others_are()
    {
        var budget = new WorkflowBudget(Turns: 30);
        var spent = AgentUsage.None.Plus(new AgentUsage(0, 0, 0, Turns: 10)).Plus(new AgentUsage(0, 0, 0, Turns: 12));

        Assert.Equal(new AgentBudget(Turns: 8), budget.Left(spent));
        Assert.Equal("the 30 turns of its budget", budget.UsedUp(spent with { Turns = 30 }));
        Assert.Equal(new WorkflowBudget(Turns: 10), budget.Part(3));
        Assert.Equal("turns must be more than 0.", new WorkflowBudget(Turns: 0).Problem);
    }

    [Fact]
    public void A_part_of_what_is_left_is_never_nothing() => Assert.Equal(
        new WorkflowBudget(Tokens: 1, Turns: 4), new WorkflowBudget(Tokens: 2, Turns: 10).Part(3));

    [Fact]
    public void A_part_is_enough() => Assert.Null(new WorkflowBudget(Tokens: 1).Problem);
}
