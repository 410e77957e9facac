namespace Slipway.Core.Ports;

/// <summary>A deployment that the platform keeps.</summary>
/// <param name="Id">The platform's number of it; later ones have higher numbers.</param>
/// <param name="Sha">The commit that is deployed.</param>
/// <param name="Environment">Where to, such as <c>staging</c>.</param>
public sealed record Deployment(long Id, string Sha, string Environment)
{
    /// <summary>The step that made it, as <see cref="StepContext.Marker"/> says; <see langword="null"/> when none did.</summary>
    public string? Marker { get; init; }

    /// <summary>The attempt of the step that made it; 0 when none did.</summary>
    public int Attempt { get; init; }

    /// <summary>Whether that step went back with it to what was there before.</summary>
    public bool IsRollback { get; init; }
}
