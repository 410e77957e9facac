namespace Slipway.Functions.Access;

/// <summary>Who may do what over HTTP, in the configuration's section <c>Slipway:Access</c>. Checked at start.</summary>
public sealed class AccessOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Slipway:Access";

    /// <summary>
    /// Whether App Service Authentication stands before this host, so that its header <c>X-MS-CLIENT-PRINCIPAL</c> says who somebody is.
    /// Default false: the header is not looked at, as anybody can send it.
    /// </summary>
    public bool AppService { get; set; }

    /// <summary>Who is known, by name. Default nobody; without <see cref="AppService"/>, whoever has the host's key may then do
    /// everything, and is who they say.</summary>
    public IDictionary<string, PersonOptions> People { get; } = new Dictionary<string, PersonOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Roles besides admin, operator and viewer, by name. Default none.</summary>
    public IDictionary<string, RoleOptions> Roles { get; } = new Dictionary<string, RoleOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether requests are asked who makes them.</summary>
    internal bool IsOn => AppService || People.Count > 0;
}
