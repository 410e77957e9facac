namespace Slipway.Core.Ports;

/// <summary>What an agent is doing.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Text">One line for people, without secrets, at most 200 characters: what it said, the command, the file.</param>
public sealed record AgentProgress(AgentProgressKind Kind, string Text);
