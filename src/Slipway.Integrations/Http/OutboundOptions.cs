namespace Slipway.Integrations.Http;

/// <summary>Which addresses requests may go to that users' settings and definitions name. Section <c>Slipway:Outbound</c>.</summary>
public sealed class OutboundOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Slipway:Outbound";

    /// <summary>Whether loopback, private and other addresses that are not of the public Internet may be reached. Default false.</summary>
    public bool AllowPrivate { get; set; }

    /// <summary>Names of hosts that may be reached wherever they are. Default none.</summary>
    public IList<string> AllowedHosts { get; set; } = [];
}
