using System.Text.Json;

namespace Slipway.Core.Definitions.Running;

/// <summary>What somebody decided about an approval.</summary>
/// <param name="Actor">Who.</param>
/// <param name="Approved">Whether it is approved.</param>
/// <param name="Comment">Why.</param>
/// <param name="At">When.</param>
/// <param name="Form">What was filled in.</param>
public sealed record ApprovalVote(string Actor, bool Approved, string? Comment, DateTimeOffset At, JsonElement? Form);
