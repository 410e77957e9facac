namespace Slipway.LocalHost.Testing;

/// <summary>When the clock of a <see cref="LocalHostFixture"/> moves.</summary>
public enum TimeMode
{
    /// <summary>
    /// While somebody waits for an orchestration to end, or to wait for an event, the clock skips to the next durable timer whenever
    /// nothing else can run. It stands still at all other times.
    /// </summary>
    Automatic,

    /// <summary>Only when the test says so.</summary>
    Manual,
}
