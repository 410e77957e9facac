using Slipway.Integrations.Secrets;

namespace Slipway.Integrations.Processes;

/// <summary>What to run, and within which limits.</summary>
/// <param name="Program">A name in <c>PATH</c>, or a path.</param>
/// <param name="Arguments">Given to the program as they are.</param>
/// <param name="WorkingDirectory">Absolute.</param>
internal sealed record ProcessRequest(string Program, IReadOnlyList<string> Arguments, string WorkingDirectory)
{
    /// <summary>The whole environment; markers are added to it.</summary>
    internal required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Written to standard input, which is then closed; <see langword="null"/> closes it at once.</summary>
    internal ReadOnlyMemory<byte>? Input { get; init; }

    /// <summary>Longest run.</summary>
    internal required TimeSpan TimeLimit { get; init; }

    /// <summary>Longest time without output; <see langword="null"/> sets no limit.</summary>
    internal TimeSpan? SilenceLimit { get; init; }

    /// <summary>Most memory of all its processes in bytes, looked at four times a second; <see langword="null"/> sets no limit. On Linux
    /// only.</summary>
    internal long? MemoryLimitBytes { get; init; }

    /// <summary>Most processes, looked at four times a second; <see langword="null"/> sets no limit. Linux only.</summary>
    internal int? ProcessLimit { get; init; }

    /// <summary>How many processors it may use; <see langword="null"/>: all. On Linux only.</summary>
    internal int? ProcessorLimit { get; init; }

    /// <summary>The workflow it works for; <see langword="null"/> leaves it unmarked, and what it leaves behind alone.</summary>
    internal string? WorkflowId { get; init; }

    /// <summary>The end of each stream to keep, in bytes.</summary>
    internal int TailBytes { get; init; } = 128 * 1024;

    /// <summary>Longest log of both streams in bytes; 0 keeps none.</summary>
    internal long LogLimitBytes { get; init; }

    /// <summary>What must not be in anything that is kept of its output; <see langword="null"/> keeps it as it comes.</summary>
    internal SecretMask? Mask { get; init; }

    /// <summary>Gets standard output as it comes, masked, on the thread that reads it; must be quick and never throw.</summary>
    internal Action<ReadOnlySpan<byte>>? Heard { get; init; }
}
