using Slipway.Core;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;

namespace Slipway.Functions.Orchestrators;

/// <summary>Counts what a workflow's agents take, and says what is left. Lives in orchestrator code.</summary>
/// <param name="budget">What they may take; <see langword="null"/> sets no limit.</param>
internal sealed class BudgetMeter(WorkflowBudget? budget)
{
    private AgentUsage _sinceGranted = AgentUsage.None;

    /// <summary>All that was taken; <see langword="null"/> before the first run.</summary>
    public AgentUsage? Spent { get; private set; }

    /// <summary>What is left for the next run.</summary>
    public AgentBudget? Left => budget?.Left(_sinceGranted);

    /// <summary>What is left for another workflow.</summary>
    public WorkflowBudget? Rest => budget?.Less(_sinceGranted);

    /// <summary>Why no agent may run; <see langword="null"/> while one may.</summary>
    public string? WhyNot => budget?.UsedUp(_sinceGranted) is { } what
        ? $"The agents of this workflow have taken {what}. Retry to give it the same budget again, or abort."
        : null;

    /// <summary>Counts a run.</summary>
    public void Add(AgentUsage? usage)
    {
        if (usage is not null)
        {
            _sinceGranted = _sinceGranted.Plus(usage);
            Spent = (Spent ?? AgentUsage.None).Plus(usage);
        }
    }

    /// <summary>Somebody decided that a workflow whose budget was used up may go on: it has the same again.</summary>
    /// <param name="code">Of the failure that was decided about.</param>
    public void GrantAfter(string? code)
    {
        if (code == ErrorCodes.BudgetUsedUp)
        {
            _sinceGranted = AgentUsage.None;
        }
    }
}
