namespace Slipway.Core.Ports;

/// <summary>What a pull request says, and has.</summary>
/// <param name="Title">One line.</param>
/// <param name="Body">Markdown.</param>
/// <param name="Settings">Labels and the like; <see langword="null"/> for none.</param>
public sealed record PullRequestText(string Title, string Body, PullRequestSettings? Settings = null);
