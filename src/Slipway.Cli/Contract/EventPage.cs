namespace Slipway.Cli.Contract;

/// <summary>Events in the order of their sequence numbers.</summary>
internal sealed record EventPage(IReadOnlyList<WorkflowEventView>? Events);
