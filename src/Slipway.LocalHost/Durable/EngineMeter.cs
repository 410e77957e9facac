using System.Diagnostics.Metrics;

namespace Slipway.LocalHost.Durable;

/// <summary>
/// What engines of this process measure of themselves, as .NET's meter <c>Slipway.LocalHost</c>: <c>dotnet-counters</c>, OpenTelemetry or a
/// <see cref="MeterListener"/> reads it. Nobody pays for what nobody listens to. Durations are in seconds.
/// </summary>
internal static class EngineMeter
{
    public const string Name = "Slipway.LocalHost";

    /// <summary>One commit, with all that was written together; their number is the number of commits.</summary>
    public const string Commit = "slipway.localhost.commit.duration";

    /// <summary>From the end of a turn's code until the turn, and with it the state it came to, is on disk.</summary>
    public const string TurnPersisted = "slipway.localhost.turn.persist.duration";

    /// <summary>From a client's raising an event until the turn that took it is on disk.</summary>
    public const string EventHandled = "slipway.localhost.event.duration";

    private static readonly Meter Meter = new(Name);

    public static Histogram<double> Commits { get; } = Meter.CreateHistogram<double>(Commit, "s", "Commits to the task hub's store.");

    public static Histogram<double> TurnsPersisted { get; } = Meter.CreateHistogram<double>(
        TurnPersisted, "s", "From the end of an orchestration's turn until it is on disk.");

    public static Histogram<double> EventsHandled { get; } = Meter.CreateHistogram<double>(
        EventHandled, "s", "From raising an external event until the turn that took it is on disk.");
}
