namespace Slipway.Integrations.Processes;

/// <summary>Why a process is no longer running.</summary>
internal enum ProcessEnding
{
    /// <summary>It could not be started.</summary>
    NotStarted,

    /// <summary>By itself.</summary>
    Exited,

    /// <summary>It ran longer than allowed and was ended.</summary>
    TimeLimit,

    /// <summary>It printed nothing for longer than allowed and was ended.</summary>
    SilenceLimit,

    /// <summary>It took more memory, or processes, than allowed and was ended.</summary>
    FootprintLimit,

    /// <summary>It was ended on request.</summary>
    Cancelled,
}
