namespace Slipway.Functions.Tests.Definitions.RandomRuns;

/// <summary>What a step of a random definition does.</summary>
internal enum StepKind
{
    /// <summary>A plugin's work, which may fail.</summary>
    Work,

    /// <summary>What the workflow itself does, at once.</summary>
    Set,

    /// <summary>A wait for a time.</summary>
    Wait,
}
