using Slipway.Core.Ports;

namespace Slipway.Core.Lifecycle;

/// <summary>What a user asks for: the input of the lifecycle. Checked by
/// <see cref="WorkflowRequestValidator"/> before it is accepted.</summary>
public sealed record WorkflowRequest
{
    /// <summary>What is wanted, in words; 1 to 20,000 characters.</summary>
    public required string Requirement { get; init; }

    /// <summary>Absolute path of a local Git repository.</summary>
    public required string Repository { get; init; }

    /// <summary>The branch to start from and merge into. Unset: the branch that is checked out.</summary>
    public string? BaseBranch { get; init; }

    /// <summary>The agent that plans and codes.</summary>
    public required AgentSelector Agent { get; init; }

    /// <summary>Agents to go on with, in order, when one has used up its attempts. Default none; at most 5.</summary>
    public IReadOnlyList<AgentSelector> FallbackAgents { get; init; } = [];

    /// <summary>Commands that judge the change, run in parallel; at most 20. Default none: nothing is judged.</summary>
    public IReadOnlyList<GateSpec> Gates { get; init; } = [];

    /// <summary>Whether somebody must approve the plan before coding begins. Default no.</summary>
    public bool ApprovePlan { get; init; }

    /// <summary>What happens when the gates have passed. Default <see cref="MergePolicy.Auto"/>.</summary>
    public MergePolicy Merge { get; init; }

    /// <summary>Labels and the like of its pull request. Unset: those that the host gives to all.</summary>
    public PullRequestSettings? PullRequest { get; init; }

    /// <summary>Longest stay in one state, in minutes, paused time not counted. More than
    /// 0; at most the operator's maximum (30). Default 30.</summary>
    public double StateTimeoutMinutes { get; init; } = 30;

    /// <summary>Longest time an agent may be silent, in minutes. More than 0; at most the
    /// operator's maximum for a state (30). Default 10.</summary>
    public double AgentSilenceMinutes { get; init; } = 10;

    /// <summary>Retries of a step after its first attempt, 0 to 3. Default 3.</summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>How often failed gates send the workflow back to coding, 0 to 10. Default 3.</summary>
    public int MaxFeedbackRounds { get; init; } = 3;

    /// <summary>How long a failed workflow waits for a decision, in days. More than 0; at most 30. Default 7.</summary>
    public double DecisionDays { get; init; } = 7;

    /// <summary>Who goes first when not all can run at once: higher before lower, -100 to 100. Default 0.</summary>
    public int Priority { get; init; }

    /// <summary>What its agents may take, all their runs together. Unset: there is no limit.</summary>
    public WorkflowBudget? Budget { get; init; }

    /// <summary>What it is found by in lists, such as <c>team</c> and <c>shop</c>; at most 10. Default none.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Who asks; at most 200 characters.</summary>
    public string? Actor { get; init; }
}
