using Slipway.Core.Events;

namespace Slipway.Functions.Activities;

/// <summary>What happened, in order.</summary>
public sealed record PublishEventsInput(IReadOnlyList<WorkflowEvent> Events);
