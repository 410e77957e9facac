namespace Slipway.Core.Lifecycle;

/// <summary>What judges the change.</summary>
/// <param name="Name">1 to 60 letters, digits, dots, dashes or underscores; unique in its workflow.</param>
/// <param name="Command">A command line for the system's shell, run in the worktree; exit code 0 passes. Gates of another kind than
/// <see cref="GateKind.Command"/> may be without one: theirs makes the report that they read.</param>
/// <param name="TimeLimitSeconds">Longest run, in seconds, 1 to 1800. Default 600.</param>
public sealed record GateSpec(string Name, string Command = "", int TimeLimitSeconds = GateSpec.DefaultTimeLimitSeconds)
{
    /// <summary>The time limit when none is given, in seconds.</summary>
    public const int DefaultTimeLimitSeconds = 600;

    /// <summary>One of <see cref="GateKind"/>. Default: a command whose exit code decides.</summary>
    public string Kind { get; init; } = GateKind.Command;

    /// <summary>What the kind wants to know, by name; <see cref="GateKind"/> says what each kind takes.</summary>
    public IReadOnlyDictionary<string, string>? Settings { get; init; }
}
