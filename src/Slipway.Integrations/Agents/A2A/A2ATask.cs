using Slipway.Integrations.Agents.Output;

namespace Slipway.Integrations.Agents.A2A;

/// <summary>A task as its agent tells of it; a message that an agent answers with at once counts as one that is completed.</summary>
/// <param name="Id">The agent's name for it; <see langword="null"/> for a message.</param>
/// <param name="ContextId">The conversation that it belongs to; <see langword="null"/> when the agent names none.</param>
/// <param name="State">How it stands.</param>
internal sealed record A2ATask(string? Id, string? ContextId, A2AState State)
{
    /// <summary>The state in the agent's own word, as version 0.3 writes them.</summary>
    internal string Word { get; init; } = "completed";

    /// <summary>What the agent says of the state.</summary>
    internal string Said { get; init; } = string.Empty;

    /// <summary>The agent's last message, where it tells of them.</summary>
    internal string LastMessage { get; init; } = string.Empty;

    /// <summary>What it has made, in its order: the parts of its artifacts, and of the message about its state.</summary>
    internal IReadOnlyList<A2APart> Parts { get; init; } = [];

    /// <summary>What it has taken, as far as it says.</summary>
    internal AgentReport Usage { get; init; } = new();

    /// <summary>The ids of the messages that it tells of.</summary>
    internal IReadOnlyList<string> MessageIds { get; init; } = [];
}
