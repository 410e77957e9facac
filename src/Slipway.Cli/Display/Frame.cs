using Slipway.Cli.Contract;

namespace Slipway.Cli.Display;

/// <summary>What is to be seen at one moment.</summary>
/// <param name="Workflow">The workflow as it stands.</param>
/// <param name="Events">Everything that happened, in order.</param>
/// <param name="FirstNew">The index in <paramref name="Events"/> of the first that no earlier frame held.</param>
/// <param name="Now">The moment.</param>
internal sealed record Frame(WorkflowView Workflow, IReadOnlyList<WorkflowEventView> Events, int FirstNew, DateTimeOffset Now)
{
    /// <summary>What agents did since the frame before, in order.</summary>
    public IReadOnlyList<WorkflowEventView> NewProgress { get; init; } = [];

    /// <summary>The last thing that an agent did; null when none did anything.</summary>
    public WorkflowEventView? LastProgress { get; init; }
}
