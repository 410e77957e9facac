namespace Slipway.Core.Ports;

/// <summary>What is wrong with a step's config.</summary>
/// <param name="Path">The member, such as <c>channel</c> or <c>headers.Authorization</c>; empty for the whole.</param>
/// <param name="Message">Complete sentences.</param>
/// <param name="Suggestion">The name that was probably meant.</param>
public sealed record StepConfigProblem(string Path, string Message, string? Suggestion = null);
