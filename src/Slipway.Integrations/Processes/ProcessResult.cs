namespace Slipway.Integrations.Processes;

/// <summary>What a process did.</summary>
internal sealed class ProcessResult : IDisposable
{
    internal required ProcessEnding Ending { get; init; }

    /// <summary>Its exit code when it ended by itself.</summary>
    internal int? ExitCode { get; init; }

    internal TimeSpan Duration { get; init; }

    /// <summary>What it took when it took more than allowed.</summary>
    internal Footprint? Footprint { get; init; }

    /// <summary>Why it could not be started.</summary>
    internal string? StartFailure { get; init; }

    /// <summary>The end of standard output.</summary>
    internal CapturedTail Output { get; init; } = CapturedTail.Empty;

    /// <summary>The end of standard error.</summary>
    internal CapturedTail Error { get; init; } = CapturedTail.Empty;

    /// <summary>The end of both, in the order they came.</summary>
    internal CapturedTail Both { get; init; } = CapturedTail.Empty;

    /// <summary>Both streams, when asked for.</summary>
    internal CappedLog? Log { get; init; }

    public void Dispose() => Log?.Dispose();
}
