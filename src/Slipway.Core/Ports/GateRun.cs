namespace Slipway.Core.Ports;

/// <summary>One run of a command gate.</summary>
/// <param name="WorkflowId">Whose; its processes can be found and ended by it.</param>
/// <param name="Name">The gate's name.</param>
/// <param name="Command">A command line, run by the system's shell in the worktree; exit code 0 passes.</param>
/// <param name="WorkingDirectory">The worktree, absolute.</param>
/// <param name="TimeLimit">Longest run.</param>
public sealed record GateRun(string WorkflowId, string Name, string Command, string WorkingDirectory, TimeSpan TimeLimit);
