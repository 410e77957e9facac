namespace Slipway.Functions.Orchestrators.Definitions;

/// <summary>Who does a step's work.</summary>
internal enum StepWork
{
    /// <summary>A plugin, as an activity.</summary>
    Plugin,

    /// <summary>Nobody: its config is its output.</summary>
    Set,

    /// <summary>Its cases decide.</summary>
    Choose,

    /// <summary>People.</summary>
    Approval,

    /// <summary>An event, or time.</summary>
    Wait,

    /// <summary>A child workflow.</summary>
    Subflow,

    /// <summary>A child workflow an item.</summary>
    ForEach,
}
