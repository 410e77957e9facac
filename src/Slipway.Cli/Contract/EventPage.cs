namespace Slipway.Cli.Contract;

/// <summary>Events in the order of their sequence numbers.</summary>
/// <param name="Events">What happened.</param>
/// <param name="Progress">The latest of what agents do, with numbers of its own.</param>
internal sealed record EventPage(IReadOnlyList<WorkflowEventView>? Events, IReadOnlyList<WorkflowEventView>? Progress);
