namespace Slipway.Core.Ports;

/// <summary>What somebody said about a pull request.</summary>
/// <param name="Author">Their name, as their Git says.</param>
/// <param name="Email">Their address, as their Git says.</param>
/// <param name="Time">When.</param>
/// <param name="Text">What, in Markdown.</param>
public sealed record PullRequestComment(string Author, string Email, DateTimeOffset Time, string Text);
