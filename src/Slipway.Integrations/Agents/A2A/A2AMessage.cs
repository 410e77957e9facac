using System.Text.Json.Nodes;

namespace Slipway.Integrations.Agents.A2A;

/// <summary>What an agent is asked to do.</summary>
/// <param name="Id">Identifies it: the same one again means the same request.</param>
/// <param name="Text">In words.</param>
/// <param name="Data">Where the code is, and which limits hold.</param>
/// <param name="Marker">Which step it is for.</param>
/// <param name="ContextId">The conversation to go on with; <see langword="null"/> begins one.</param>
/// <param name="RefersTo">The task that it follows; <see langword="null"/> for the first.</param>
internal sealed record A2AMessage(string Id, string Text, JsonObject Data, string Marker, string? ContextId, string? RefersTo);
