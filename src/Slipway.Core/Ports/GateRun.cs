using Slipway.Core.Lifecycle;

namespace Slipway.Core.Ports;

/// <summary>One run of a gate.</summary>
/// <param name="WorkflowId">Whose; its processes can be found and ended by it.</param>
/// <param name="Name">The gate's name.</param>
/// <param name="Command">A command line, run by the system's shell in the worktree; exit code 0 passes. Empty for kinds that do without.
/// </param>
/// <param name="WorkingDirectory">The worktree, absolute.</param>
/// <param name="TimeLimit">Longest run.</param>
public sealed record GateRun(string WorkflowId, string Name, string Command, string WorkingDirectory, TimeSpan TimeLimit)
{
    /// <summary>One of <see cref="GateKind"/>.</summary>
    public string Kind { get; init; } = GateKind.Command;

    /// <summary>What the kind wants to know, by name.</summary>
    public IReadOnlyDictionary<string, string>? Settings { get; init; }

    /// <summary>The repository; <see langword="null"/> where there is only a folder.</summary>
    public RepositoryInfo? Repository { get; init; }

    /// <summary>The commit that is judged; <see langword="null"/> when the branch has none of its own,
    /// or its caller knows none: then what the worktree is at.</summary>
    public string? HeadSha { get; init; }

    /// <summary>What the change is for, in words; <see langword="null"/> when that is not known.</summary>
    public string? Requirement { get; init; }

    /// <summary>A setting; <see langword="null"/> when it is not given or blank.</summary>
    public string? Setting(string name) =>
        Settings?.GetValueOrDefault(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;
}
