namespace Slipway.Integrations.Trackers;

/// <summary>The site on which Jira and Confluence are, in the configuration's section <c>Slipway:Atlassian</c>.</summary>
public sealed class AtlassianOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Slipway:Atlassian";

    /// <summary>The site's address, such as <c>https://shop.atlassian.net</c>. Unset, the default: there is none.</summary>
    public string? Url { get; set; }

    /// <summary>The e-mail address of the account that works there.</summary>
    public string? User { get; set; }

    /// <summary>The name of the setting that holds the account's API token.</summary>
    public string? TokenSetting { get; set; }
}
