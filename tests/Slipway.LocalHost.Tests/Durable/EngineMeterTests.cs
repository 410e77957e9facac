using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Slipway.LocalHost.Tests.Durable;

public sealed class EngineMeterTests
{
    [Fact]
    public async Task Commits_turns_and_events_are_measured_for_whoever_listens()
    {
        var measured = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Slipway.LocalHost")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, seconds, _, _) =>
        {
            Assert.True(seconds >= 0);
            measured.AddOrUpdate(instrument.Name, 1, (_, count) => count + 1);
        });
        listener.Start();
        await using var hub = await TestHub.StartAsync(
            catalog => catalog.Orchestrator("Waits", context => context.WaitForExternalEvent<int>("go")));

        var id = await hub.StartInstanceAsync("Waits");
        await hub.Client.RaiseEventAsync(id, "go", 1);
        await hub.EndOfAsync(id);

        // Other tests' engines may be measured meanwhile, too.
        Assert.All(
            ["slipway.localhost.commit.duration", "slipway.localhost.turn.persist.duration"],
            instrument => Assert.True(measured[instrument] >= 2));
        Assert.True(measured["slipway.localhost.event.duration"] >= 1);
    }
}
