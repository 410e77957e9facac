using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Core.Policies;

namespace Slipway.Core.Ports;

/// <summary>How one attempt of a step ended.</summary>
/// <param name="Status">What came of it.</param>
/// <param name="Message">One sentence for people, without secrets; what would be right when it went wrong.</param>
/// <param name="Outputs">What later steps can use, by name: a JSON object of at most 64 KB; larger things are artifacts.</param>
/// <param name="Code">Of a failure: its stable code.</param>
/// <param name="Category">Of a failure: what retry and fallback go by.</param>
/// <param name="Artifacts">What it saved.</param>
/// <param name="RetryAfter">Of a failure: how long to wait before the next attempt, when a service said so. When there was nothing to do:
/// after what time to look again; unset, that is the end of it.</param>
public sealed record StepOutcome(
    StepOutcomeStatus Status,
    string Message,
    JsonElement? Outputs = null,
    string? Code = null,
    ErrorCategory? Category = null,
    IReadOnlyList<ArtifactReference>? Artifacts = null,
    TimeSpan? RetryAfter = null)
{
    /// <summary>
    /// What only one workflow may work on at a time, the best first, at most 100 names such as <c>github.com/acme/shop#12</c>. Of a success
    /// it says that the work is still to be done: the workflow gets hold of the first that no other one holds, until it ends, and the
    /// plugin is called again with it as <see cref="StepContext.Claim"/>. When all are held, there is nothing to do.
    /// </summary>
    public IReadOnlyList<string>? Candidates { get; init; }

    /// <summary>What its agent or model took, whether it is done or not.</summary>
    public AgentUsage? Usage { get; init; }

    /// <summary>Whether a failure only says that there is no answer yet: the plugin is called again later, or as soon as the platform says
    /// something, without using an attempt, for as long as an attempt may take.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsPending { get; init; }

    /// <summary>It is done.</summary>
    /// <param name="message">One sentence for people.</param>
    /// <param name="outputs">An object whose members later steps can use; <see langword="null"/> when there is nothing to use.</param>
    /// <param name="artifacts">What it saved.</param>
    public static StepOutcome Success(string message, object? outputs = null, params IReadOnlyList<ArtifactReference> artifacts) => new(
        StepOutcomeStatus.Success,
        message,
        outputs is null ? null : JsonSerializer.SerializeToElement(outputs, CoreJson.Options),
        Artifacts: artifacts);

    /// <summary>There was nothing to do.</summary>
    public static StepOutcome Idle(string message, object? outputs = null) =>
        Success(message, outputs) with { Status = StepOutcomeStatus.Idle };

    /// <summary>It is to be done on the first of these that no other workflow holds.</summary>
    public static StepOutcome Wanted(string message, IReadOnlyList<string> candidates) =>
        Success(message) with { Candidates = candidates };

    /// <summary>It is not done.</summary>
    public static StepOutcome Failed(string code, ErrorCategory category, string message) =>
        new(StepOutcomeStatus.Error, message, Code: code, Category: category);
}
