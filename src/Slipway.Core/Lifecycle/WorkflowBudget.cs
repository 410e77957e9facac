using Slipway.Core.Ports;

namespace Slipway.Core.Lifecycle;

/// <summary>What the agents of a workflow may take, all their runs together. What is not set has no limit.</summary>
/// <remarks>An agent is told, or ended by, what is left when it starts, as far as it takes or reports that: <c>docs/agents.md</c>.
/// </remarks>
/// <param name="CostUsd">Money in US dollars, more than 0.</param>
/// <param name="Tokens">Tokens read and written, more than 0.</param>
/// <param name="Minutes">Time that agents run, more than 0.</param>
/// <param name="Turns">Requests of agents to their models, more than 0.</param>
public sealed record WorkflowBudget(decimal? CostUsd = null, long? Tokens = null, double? Minutes = null, int? Turns = null)
{
    private const double MaxMinutes = 366 * 24 * 60;

    /// <summary>What is wrong with it; <see langword="null"/> when nothing.</summary>
    public string? Problem => this is { CostUsd: null, Tokens: null, Minutes: null, Turns: null }
        ? "must set costUsd, tokens, minutes or turns."
        : CostUsd is <= 0 or > 1_000_000 ? "costUsd must be more than 0, and at most 1,000,000 US dollars."
        : Tokens <= 0 ? "tokens must be more than 0."
        : Turns <= 0 ? "turns must be more than 0."
        : Minutes is { } minutes && !(minutes > 0 && minutes <= MaxMinutes) ? $"minutes must be more than 0, and at most {MaxMinutes:N0}."
        : null;

    /// <summary>Says what is used up; <see langword="null"/> while something of all is left.</summary>
    public string? UsedUp(AgentUsage spent)
    {
        ArgumentNullException.ThrowIfNull(spent);
        return spent.CostUsd >= CostUsd ? $"the {CostUsd} US dollars of its budget"
            : spent.Tokens >= Tokens ? $"the {Tokens:N0} tokens of its budget"
            : spent.Turns >= Turns ? $"the {Turns:N0} turns of its budget"
            : spent.TimeMs >= Minutes * 60_000 ? $"the {Minutes} minutes of its budget"
            : null;
    }

    /// <summary>Whether something of all is left.</summary>
    public bool IsAny => !(CostUsd <= 0 || Tokens <= 0 || Minutes <= 0 || Turns <= 0);

    /// <summary>The same as a limit of one run of an agent.</summary>
    public AgentBudget ForAgent => Left(AgentUsage.None);

    /// <summary>The same, less another one.</summary>
    public WorkflowBudget Less(WorkflowBudget other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new WorkflowBudget(CostUsd - other.CostUsd, Tokens - other.Tokens, Minutes - other.Minutes, Turns - other.Turns);
    }

    /// <summary>One of equal parts; of what is left, a token or a turn is not split.</summary>
    /// <param name="parts">How many, at least 1.</param>
    public WorkflowBudget Part(int parts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parts, 1);
        return new WorkflowBudget(
            CostUsd / parts,
            Tokens is { } tokens ? (tokens / parts) + (tokens % parts > 0 ? 1 : 0) : null,
            Minutes / parts,
            Turns is { } turns ? (turns / parts) + (turns % parts > 0 ? 1 : 0) : null);
    }

    /// <summary>What is left for the next run, while <see cref="UsedUp"/> says nothing.</summary>
    public AgentBudget Left(AgentUsage spent)
    {
        ArgumentNullException.ThrowIfNull(spent);
        return new AgentBudget(
            CostUsd - spent.CostUsd, Tokens - spent.Tokens, Turns - spent.Turns,
            Time: Minutes is { } minutes ? TimeSpan.FromMinutes(minutes) - TimeSpan.FromMilliseconds(spent.TimeMs) : null);
    }

    /// <summary>The same, less what was spent: what is left for another workflow.</summary>
    public WorkflowBudget Less(AgentUsage spent)
    {
        ArgumentNullException.ThrowIfNull(spent);
        return new WorkflowBudget(
            CostUsd - spent.CostUsd, Tokens - spent.Tokens, Minutes - (spent.TimeMs / 60_000d), Turns - spent.Turns);
    }
}
