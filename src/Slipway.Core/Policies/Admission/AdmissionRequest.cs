using System.Text.Json.Serialization;

namespace Slipway.Core.Policies.Admission;

/// <summary>A workflow that wants to run.</summary>
/// <param name="WorkflowId">Which one.</param>
/// <param name="Priority">Higher goes first, -100 to 100; among equals the one that came first.</param>
/// <param name="Repository">What it works on; counted by <see cref="AdmissionLimits.PerRepository"/>.</param>
/// <param name="Agent">Its agent; counted by <see cref="AdmissionLimits.PerAgent"/>.</param>
/// <param name="Definition">Its definition's id; counted by <see cref="AdmissionLimits.PerDefinition"/>.</param>
/// <param name="HasRun">Whether it has run before: then it waits where others are refused.</param>
public sealed record AdmissionRequest(
    string WorkflowId, int Priority = 0, string? Repository = null, string? Agent = null, string? Definition = null,
    bool HasRun = false)
{
    /// <summary>The highest priority; its negative is the lowest.</summary>
    public const int MaxPriority = 100;

    /// <summary>More agents that it uses, each counted by <see cref="AdmissionLimits.PerAgent"/>. Unset: none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Agents { get; init; }

    internal IEnumerable<string> AllAgents => Agent is null ? Agents ?? [] : [Agent, .. Agents ?? []];
}
