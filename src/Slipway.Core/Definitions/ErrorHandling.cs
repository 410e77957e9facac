namespace Slipway.Core.Definitions;

/// <summary>What happens when a step fails, unless the step says otherwise.</summary>
public sealed record ErrorHandling
{
    /// <summary>The strategy. Default <see cref="ErrorStrategy.Retry"/>.</summary>
    public ErrorStrategy Strategy { get; init; } = ErrorStrategy.Retry;

    /// <summary>Retries after a step's first attempt, 0 to 19. Default 3; 0 means none. Not used by
    /// <see cref="ErrorStrategy.FailFast"/>, which does not try again.</summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>The agents to go on with, in order, once one has failed for good. Default none.</summary>
    public IReadOnlyList<string> FallbackAgents { get; init; } = [];

    /// <summary>By the id of a step, the id of the step that undoes it. Default none.</summary>
    /// <remarks>A compensation runs only when its step is done and the workflow is compensated: after a failure with
    /// <see cref="ErrorStrategy.Compensate"/>, and when somebody cancels it. The last one done is undone first.</remarks>
    public IReadOnlyDictionary<string, string> CompensateWith { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
