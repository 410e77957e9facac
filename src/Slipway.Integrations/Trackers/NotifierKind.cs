namespace Slipway.Integrations.Trackers;

/// <summary>How a target of notifications is spoken to.</summary>
public enum NotifierKind
{
    /// <summary>JSON <c>{id, text, data}</c>, signed.</summary>
    Http,

    /// <summary>A Slack incoming webhook.</summary>
    Slack,

    /// <summary>A Teams workflow that takes an adaptive card.</summary>
    Teams,
}
