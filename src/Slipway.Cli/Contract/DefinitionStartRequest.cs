using System.Text.Json.Nodes;

namespace Slipway.Cli.Contract;

/// <summary>What <c>POST /api/workflows</c> takes to run a definition; what is null is left to the host's defaults.</summary>
internal sealed record DefinitionStartRequest
{
    /// <summary>The definition's id, or the definition.</summary>
    public required JsonNode Definition { get; init; }

    /// <summary>Its inputs, by name.</summary>
    public JsonObject? Inputs { get; init; }

    /// <summary>Longest attempts by the ids of steps; null: as the definition says.</summary>
    public JsonObject? Timeouts { get; init; }

    /// <summary>Attempts after the first by the ids of steps; null: as the definition says.</summary>
    public JsonObject? Retries { get; init; }

    /// <summary>The repository's absolute path; null: none.</summary>
    public string? Repository { get; init; }

    /// <summary>The branch to start from and merge into; null: the one checked out.</summary>
    public string? BaseBranch { get; init; }

    /// <summary>Who does what steps leave open; null: nobody.</summary>
    public AgentChoice? Agent { get; init; }

    /// <summary>What the agents may take, all together; null: no limit.</summary>
    public BudgetChoice? Budget { get; init; }

    /// <summary>Who goes first when not all can run at once; null: 0.</summary>
    public int? Priority { get; init; }

    /// <summary>What it is found by in lists; null: nothing.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Who asks.</summary>
    public string? Actor { get; init; }
}
