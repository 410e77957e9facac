namespace Slipway.Core.Lifecycle;

/// <summary>A command that judges the change.</summary>
/// <param name="Name">1 to 60 letters, digits, dots, dashes or underscores; unique in its workflow.</param>
/// <param name="Command">A command line for the system's shell, run in the worktree; exit code 0 passes.</param>
/// <param name="TimeLimitSeconds">Longest run, in seconds, 1 to 1800. Default 600.</param>
public sealed record GateSpec(string Name, string Command, int TimeLimitSeconds = GateSpec.DefaultTimeLimitSeconds)
{
    /// <summary>The time limit when none is given, in seconds.</summary>
    public const int DefaultTimeLimitSeconds = 600;
}
