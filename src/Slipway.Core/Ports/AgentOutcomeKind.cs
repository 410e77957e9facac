namespace Slipway.Core.Ports;

/// <summary>The one normal form of how an agent's run ended.</summary>
public enum AgentOutcomeKind
{
    /// <summary>It ended by itself and left a verified result.</summary>
    Succeeded,

    /// <summary>It ended by itself and changed nothing.</summary>
    NoChange,

    /// <summary>It was not allowed to do what it wanted.</summary>
    Denied,

    /// <summary>Its budget is used up.</summary>
    Budget,

    /// <summary>It reached its limit of turns.</summary>
    MaxTurns,

    /// <summary>Its model refused more requests for now.</summary>
    RateLimited,

    /// <summary>Its credentials are missing or wrong.</summary>
    Auth,

    /// <summary>Its model's interface failed.</summary>
    ApiError,

    /// <summary>It ran, or was silent, longer than allowed and was ended.</summary>
    TimedOut,

    /// <summary>It was ended on request.</summary>
    Cancelled,

    /// <summary>It could not be started, or died with an error and left nothing.</summary>
    Crashed,

    /// <summary>What it printed is not what its protocol promises.</summary>
    Protocol,
}
