namespace Slipway.Core.Ports;

/// <summary>A kind of work that an agent may be able to do.</summary>
public enum AgentCapability
{
    /// <summary>Writes a plan, and changes nothing.</summary>
    Plan,

    /// <summary>Changes the code.</summary>
    Code,

    /// <summary>Puts right what gates, reviewers or a merge found wrong with a change.</summary>
    Fix,
}
