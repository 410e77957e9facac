namespace Slipway.Core.Ports;

/// <summary>What a workflow says of itself at its pull request; a later report replaces it.</summary>
/// <param name="Standing">How it stands.</param>
/// <param name="HeadSha">The commit that it is about.</param>
/// <param name="Title">One line, without secrets; platforms may show the first 140 characters only.</param>
/// <param name="Text">Markdown, without secrets, at most 10,000 characters.</param>
public sealed record WorkflowReport(ReportStanding Standing, string HeadSha, string Title, string Text);
