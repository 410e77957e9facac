namespace Slipway.Core.Definitions.Running;

/// <summary>What happens to a workflow when one of its steps has failed for good.</summary>
public enum FailureAction
{
    /// <summary>The step waits for a decision while the others go on.</summary>
    Park,

    /// <summary>What runs is stopped, and the whole workflow waits for a decision.</summary>
    ParkAll,

    /// <summary>What depends on it goes on as if it were not there.</summary>
    Ignore,

    /// <summary>What depends on it does not run; the rest goes on, and the workflow ends as failed.</summary>
    Omit,

    /// <summary>Another step runs in its place.</summary>
    Replace,

    /// <summary>What was done is undone, and the workflow ends as failed.</summary>
    Compensate,
}
