namespace Slipway.Integrations.Trackers;

/// <summary>A target of notifications, in the configuration's section <c>Slipway:Notifiers:NAME</c>.</summary>
public sealed class NotifierOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Slipway:Notifiers";

    /// <summary>How it is spoken to. Default <see cref="NotifierKind.Http"/>.</summary>
    public NotifierKind Kind { get; set; }

    /// <summary>The name of the setting that holds the address: of a chat, it is a secret itself.</summary>
    public string UrlSetting { get; set; } = string.Empty;

    /// <summary>The name of the setting that holds the secret which signs requests of the kind <see cref="NotifierKind.Http"/>; unset
    /// signs none.</summary>
    public string? SecretSetting { get; set; }
}
