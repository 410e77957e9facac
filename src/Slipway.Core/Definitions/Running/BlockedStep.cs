namespace Slipway.Core.Definitions.Running;

/// <summary>A step that cannot begin, and why.</summary>
/// <param name="Id">The step.</param>
/// <param name="WaitsFor">Steps it depends on that are not over.</param>
public sealed record BlockedStep(string Id, IReadOnlyList<string> WaitsFor);
