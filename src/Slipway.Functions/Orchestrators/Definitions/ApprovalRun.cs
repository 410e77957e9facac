using Slipway.Core.Definitions.Running;

namespace Slipway.Functions.Orchestrators.Definitions;

/// <summary>An approval that a step waits for.</summary>
/// <param name="tally">What has been decided.</param>
/// <param name="what">What is to be approved, for people.</param>
/// <param name="escalatesAt">When others are asked, too.</param>
internal sealed class ApprovalRun(ApprovalTally tally, string what, DateTime? escalatesAt)
{
    public ApprovalTally Tally { get; } = tally;

    public string What { get; } = what;

    public DateTime? EscalatesAt { get; set; } = escalatesAt;

    public DateTime? RemindsAt { get; set; }
}
