using Slipway.Core.Lifecycle;

namespace Slipway.Functions;

/// <summary>What an operator sets, in the configuration's section <c>Slipway</c>. Checked at start.</summary>
public sealed class SlipwayOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Slipway";

    /// <summary>The secret GitHub signs its webhooks with. Unset: every webhook is refused.</summary>
    public string? WebhookSecret { get; set; }

    /// <summary>The most minutes a workflow may ask for one state, more than 0. Default 30.</summary>
    public double MaxStateTimeoutMinutes { get; set; } = 30;

    /// <summary>The limits that requests are checked against.</summary>
    public WorkflowLimits Limits => new() { MaxStateTimeoutMinutes = MaxStateTimeoutMinutes };
}
