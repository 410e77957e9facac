namespace Slipway.Core.Policies;

/// <summary>What kind of failure it is; retry and fallback go by it.</summary>
public enum ErrorCategory
{
    /// <summary>Likely to pass: worth another attempt.</summary>
    Transient,

    /// <summary>A service asked to wait.</summary>
    RateLimited,

    /// <summary>It took longer than allowed.</summary>
    Timeout,

    /// <summary>The agent did not do its work.</summary>
    AgentFailed,

    /// <summary>The work was done and is not good enough.</summary>
    ValidationFailed,

    /// <summary>Somebody may not do this.</summary>
    Permission,

    /// <summary>What the user gave cannot work; another attempt with the same cannot either.</summary>
    Configuration,

    /// <summary>Somebody stopped it.</summary>
    Cancelled,

    /// <summary>A defect of ours.</summary>
    Bug,
}
