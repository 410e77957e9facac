using Slipway.Core.Events;

namespace Slipway.Functions.Live;

/// <summary>The latest of what one workflow's agents do.</summary>
public sealed record AgentFeedState
{
    /// <summary>The latest events, the oldest first. Their numbers grow, with gaps, apart from those of the history's events.</summary>
    public List<WorkflowEvent> Recent { get; set; } = [];
}
