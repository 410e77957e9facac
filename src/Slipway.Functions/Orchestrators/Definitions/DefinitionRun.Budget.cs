using Slipway.Core;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Core.Ports;

namespace Slipway.Functions.Orchestrators.Definitions;

/// <content>The budget: what runs at once shares it, so that all of them together cannot pass it.</content>
internal sealed partial class DefinitionRun
{
    /// <summary>Sets aside what an agent's step may take.</summary>
    /// <returns>Why it may not begin; otherwise its part, or nothing when there is no limit.</returns>
    private (StepOutcome? WhyNot, WorkflowBudget? Part) ReserveFor(StepRun step)
    {
        if (_budget.WhyNot is { } usedUp)
        {
            return (StepOutcome.Failed(ErrorCodes.BudgetUsedUp, ErrorCategory.Configuration, usedUp), null);
        }

        var part = _budget.Reserve(PartsFor(step));
        return part is { IsAny: false }
            ? (StepOutcome.Failed(
                ErrorCodes.BudgetUsedUp, ErrorCategory.RateLimited,
                "What is left of the budget is set aside for steps that run now."), null)
            : (null, part);
    }

    /// <summary>How many steps may want a part of the budget while this one runs, itself counted. Those that run have theirs, and those
    /// that wait for it get what it leaves.</summary>
    private int PartsFor(StepRun step)
    {
        if (!_budget.IsLimited)
        {
            return 1;
        }

        var later = step.Planned.IsOnDemand ? [] : _schedule.Downstream(step.Id).ToHashSet(StringComparer.Ordinal);
        var others = _steps.Values.Count(other => other != step && other.State is StepState.Pending or StepState.WaitingRetry
            && other is { Planned.IsOnDemand: false } && Spends(other) && !later.Contains(other.Id)
            && !WorktreeRule.KeepsApart(step.Definition, other.Definition, _request));
        return Math.Min(others, _request.Definition.MaxConcurrentSteps - 1) + 1;
    }

    private bool Spends(StepRun step) =>
        Facts(step) is { UsesAgent: true } || ControlSteps.WorkOf(step.Definition) is StepWork.Subflow or StepWork.ForEach;
}
