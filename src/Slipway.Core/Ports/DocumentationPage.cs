namespace Slipway.Core.Ports;

/// <summary>A page.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">From 1.</param>
/// <param name="Changed">Whether this call made or changed it.</param>
public sealed record DocumentationPage(string Id, int Version, bool Changed)
{
    /// <summary>Where people look at it. Unset: the service does not say.</summary>
    public string? Url { get; init; }
}
