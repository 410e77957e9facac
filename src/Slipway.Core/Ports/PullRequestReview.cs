namespace Slipway.Core.Ports;

/// <summary>A reviewer's decision.</summary>
/// <param name="Approved">Whether it approves; otherwise it asks for changes.</param>
/// <param name="By">The reviewer.</param>
/// <param name="Text">What the review says, with its comments on lines.</param>
public sealed record PullRequestReview(bool Approved, string By, string Text);
