namespace Slipway.Functions;

/// <summary>What happens to a workflow that cannot start because as many run as may.</summary>
public enum LimitAction
{
    /// <summary>It waits for its turn.</summary>
    Queue,

    /// <summary>It is refused.</summary>
    Reject,
}
