namespace Slipway.Core.Ports;

/// <summary>What whoever deploys has said of a deployment.</summary>
/// <param name="State">How it stands.</param>
/// <param name="Word">The platform's word for it, such as <c>in_progress</c>.</param>
/// <param name="Said">What was said of it, on one line and without secrets; empty for nothing.</param>
/// <param name="Url">Where to read more, or what was deployed; <see langword="null"/> when that was not said.</param>
/// <param name="Since">Since when it stands so; <see langword="null"/> when nothing was said yet.</param>
public sealed record DeploymentStanding(DeploymentState State, string Word, string Said, string? Url, DateTimeOffset? Since);
