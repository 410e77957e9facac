namespace Slipway.Core.Ports;

/// <summary>A deployment that is to be made.</summary>
/// <param name="Reference">The branch, tag or commit that is deployed.</param>
/// <param name="Environment">Where to, such as <c>staging</c>.</param>
/// <param name="Marker">The step that makes it, by which it is known again.</param>
/// <param name="Attempt">The step's attempt, from 1.</param>
public sealed record DeploymentRequest(string Reference, string Environment, string Marker, int Attempt)
{
    /// <summary>Whether it goes back to what was there before.</summary>
    public bool IsRollback { get; init; }

    /// <summary>One sentence for people. Default empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>The checks of the commit that must have passed, or the platform refuses. Default none.</summary>
    public IReadOnlyList<string> RequiredChecks { get; init; } = [];
}
