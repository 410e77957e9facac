using System.Text.Json.Serialization;
using Slipway.Core.Ports;

namespace Slipway.Functions.Activities;

/// <summary>What an activity of the lifecycle returns: a value or an error. What may happen is a value, not an exception.</summary>
/// <param name="Value">The result, when it succeeded.</param>
/// <param name="Error">The error, when it did not.</param>
/// <param name="Summary">One sentence about a success, for people.</param>
/// <param name="Log">The SHA-256 of the artifact that keeps what the step's program printed.</param>
public sealed record StepResult<T>(T? Value, StepError? Error = null, string? Summary = null, string? Log = null)
    where T : class
{
    /// <summary>What its agent took, whether it succeeded or not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AgentUsage? Usage { get; init; }
}
