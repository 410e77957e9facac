namespace Slipway.Core.Ports;

/// <summary>What a pull request says.</summary>
/// <param name="Title">One line.</param>
/// <param name="Body">Markdown.</param>
public sealed record PullRequestText(string Title, string Body);
