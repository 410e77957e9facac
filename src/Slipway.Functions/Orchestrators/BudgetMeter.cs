using Slipway.Core;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;

namespace Slipway.Functions.Orchestrators;

/// <summary>Counts what a workflow's agents take, and says what is left. Lives in orchestrator code.</summary>
/// <param name="budget">What they may take; <see langword="null"/> sets no limit.</param>
internal sealed class BudgetMeter(WorkflowBudget? budget)
{
    private readonly List<WorkflowBudget> _reserved = [];

    private AgentUsage _sinceGranted = AgentUsage.None;

    /// <summary>All that was taken; <see langword="null"/> before the first run.</summary>
    public AgentUsage? Spent { get; private set; }

    /// <summary>What is left for the next run.</summary>
    public AgentBudget? Left => budget?.Left(_sinceGranted);

    /// <summary>Whether there is a limit at all.</summary>
    public bool IsLimited => budget is not null;

    /// <summary>Why no agent may run; <see langword="null"/> while one may.</summary>
    public string? WhyNot => budget?.UsedUp(_sinceGranted) is { } what
        ? $"The agents of this workflow have taken {what}. Retry to give it the same budget again, or abort."
        : null;

    /// <summary>Sets a part of what is left aside for one of those that may run at once, so that together they cannot pass it. Whoever
    /// takes it gives it back with <see cref="Return"/>.</summary>
    /// <param name="parts">How many may want one now, this one counted.</param>
    /// <returns>The part, in which something may not be left; <see langword="null"/> when there is no limit.</returns>
    public WorkflowBudget? Reserve(int parts)
    {
        if (budget is null)
        {
            return null;
        }

        var part = _reserved.Aggregate(budget.Less(_sinceGranted), (left, reserved) => left.Less(reserved)).Part(parts);
        if (part.IsAny)
        {
            _reserved.Add(part);
        }

        return part;
    }

    /// <summary>Gives back what was set aside, and counts what was taken of it.</summary>
    public void Return(WorkflowBudget? part, AgentUsage? usage)
    {
        if (part is not null)
        {
            _reserved.Remove(part);
        }

        Add(usage);
    }

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
