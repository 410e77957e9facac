namespace Slipway.Cli.Contract;

/// <summary>What <c>POST /api/workflows</c> takes; what is null is left to the host's defaults.</summary>
internal sealed record StartRequest
{
    /// <summary>The host takes no longer requirement (characters).</summary>
    public const int MaxRequirementLength = 20_000;

    /// <summary>What is wanted, in words.</summary>
    public required string Requirement { get; init; }

    /// <summary>The repository's absolute path.</summary>
    public required string Repository { get; init; }

    /// <summary>The branch to start from and merge into; null: the one checked out.</summary>
    public string? BaseBranch { get; init; }

    /// <summary>Who does it.</summary>
    public required AgentChoice Agent { get; init; }

    /// <summary>What must hold before the merge.</summary>
    public IReadOnlyList<GateChoice> Gates { get; init; } = [];

    /// <summary><c>auto after_approval never</c>; null: auto.</summary>
    public string? Merge { get; init; }

    /// <summary>Labels and the like of its pull request; null: those that the host gives to all.</summary>
    public PullRequestChoice? PullRequest { get; init; }

    /// <summary>The longest a state may take, in minutes; null: 30.</summary>
    public int? StateTimeoutMinutes { get; init; }

    /// <summary>Attempts after the first of each step; null: 3, zero: none.</summary>
    public int? MaxRetries { get; init; }

    /// <summary>How often the agent gets failed gates' output and tries again; null: 3, zero: never.</summary>
    public int? MaxFeedbackRounds { get; init; }

    /// <summary>What the agents may take, all together; null: no limit.</summary>
    public BudgetChoice? Budget { get; init; }

    /// <summary>Who goes first when not all can run at once; null: 0.</summary>
    public int? Priority { get; init; }

    /// <summary>What it is found by in lists; null: nothing.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Who asks.</summary>
    public string? Actor { get; init; }
}
