using System.Text.Json.Nodes;

namespace Slipway.Cli.Contract;

/// <summary>What somebody asks of a step, or an event; what is null is not said.</summary>
internal sealed record StepRequest
{
    /// <summary>Who asks.</summary>
    public string? Actor { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>Members in place of those of the step's config.</summary>
    public JsonObject? Input { get; init; }

    /// <summary>The agent from now on.</summary>
    public AgentChoice? Agent { get; init; }

    /// <summary>With skip: outputs in place of the step's own.</summary>
    public JsonObject? Output { get; init; }

    /// <summary>With an event: what it brings.</summary>
    public JsonObject? Data { get; init; }
}
