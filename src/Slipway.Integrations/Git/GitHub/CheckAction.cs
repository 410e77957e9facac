namespace Slipway.Integrations.Git.GitHub;

/// <summary>A button of a check run.</summary>
/// <param name="Label">What is on it, at most 20 characters.</param>
/// <param name="Description">At most 40 characters.</param>
/// <param name="Identifier">What the webhook says, at most 20 characters.</param>
internal sealed record CheckAction(string Label, string Description, string Identifier);
