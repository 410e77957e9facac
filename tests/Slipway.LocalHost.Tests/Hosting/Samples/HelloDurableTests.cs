using System.Text.Json;

namespace Slipway.LocalHost.Tests.Hosting.Samples;

/// <summary>The sample app runs as it is.</summary>
public sealed class HelloDurableTests(HelloDurableTests.Sample sample) : IClassFixture<HelloDurableTests.Sample>
{
    [Theory]
    [InlineData("HelloCities", null, """["Hello Tokyo!","Hello Seattle!","Hello London!"]""")]
    [InlineData("SumOfSquares", "[1,2,3]", "14")]
    [InlineData("WatchJob", """{"ReadyAfter":3,"IntervalMs":1,"MaxLooks":10}""", "\"done after 3 looks\"")]
    [InlineData("WatchJob", """{"ReadyAfter":3,"IntervalMs":1,"MaxLooks":2}""", "\"given up\"")]
    [InlineData("SetUpAll", """["a","b"]""", """["a runs","b runs"]""")]
    [InlineData("RequestApproval", """{"Item":"trip","WaitSeconds":0}""", "\"trip: escalated\"")]
    public async Task An_orchestration_gives_what_its_pattern_promises(string orchestrator, string? input, string output)
        => Assert.Equal(output, await sample.Process.RunAsync(orchestrator, input));

    [Fact]
    public async Task A_person_decides_by_an_event()
    {
        var started = await sample.Process.StartAsync("RequestApproval", """{"Item":"trip","WaitSeconds":3600}""");
        await sample.Process.RaiseAsync(started, "Approval", "true");

        var done = await sample.Process.WaitAsync(started, IsCompleted);

        Assert.Equal("trip: approved", done.GetProperty("output").GetString());
    }

    [Fact]
    public async Task An_eternal_orchestration_counts_until_it_is_told_to_stop()
    {
        var started = await sample.Process.StartAsync("CountTicks");
        await sample.Process.RaiseAsync(started, "Tick", "2");
        await sample.Process.RaiseAsync(started, "Tick", "3");
        await sample.Process.WaitAsync(
            started,
            status => status.GetProperty("customStatus") is { ValueKind: JsonValueKind.Object } custom
                && custom.GetProperty("ticks").GetInt32() == 5);
        await sample.Process.RaiseAsync(started, "Stop", "null");

        var done = await sample.Process.WaitAsync(started, IsCompleted);

        Assert.Equal(5, done.GetProperty("output").GetInt32());
    }

    [Fact]
    public async Task A_counter_is_signalled_and_read_over_HTTP_and_added_to_under_a_lock()
    {
        await sample.Process.AddToCounterAsync("shared", 40);

        Assert.Equal("42", await sample.Process.RunAsync("AddTwice", "\"shared\""));
        Assert.Equal("42", await sample.Process.ReadCounterAsync("shared"));
        Assert.Null(await sample.Process.ReadCounterAsync("other"));
    }

    private static bool IsCompleted(JsonElement status) => status.GetProperty("runtimeStatus").GetString() == "Completed";

    public sealed class Sample : IAsyncLifetime
    {
        internal SampleProcess Process { get; private set; } = null!;

        public async Task InitializeAsync() => Process = await SampleProcess.StartAsync();

        public async Task DisposeAsync() => await Process.DisposeAsync();
    }
}
