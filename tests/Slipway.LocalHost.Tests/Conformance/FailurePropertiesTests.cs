using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Slipway.LocalHost.Testing;
using static Slipway.LocalHost.Tests.Testing.DurableTaskTestHostTests;

namespace Slipway.LocalHost.Tests.Conformance;

/// <summary>What an app's IExceptionPropertiesProvider adds to failures.</summary>
public sealed class FailurePropertiesTests
{
    private static readonly DateTime Time = new(2025, 10, 15, 14, 30, 0, DateTimeKind.Utc);

    [Fact]
    public async Task Properties_of_every_kind_reach_the_client_through_activity_child_and_parent()
    {
        var failure = (await FailAsync("Parent", new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["text"] = "dt:no time",
            ["number"] = 100,
            ["long"] = 999_999_999L,
            ["flag"] = true,
            ["time"] = Time,
            ["nothing"] = null,
            ["list"] = new List<object?> { "a", 500, null },
            ["members"] = new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = "X", ["count"] = 3 },
            ["ownMap"] = new Dictionary<string, object?>(StringComparer.Ordinal) { ["$time"] = "noon" },
            ["other"] = new Version(1, 2),
        })).InnerFailure!.InnerFailure!;

        Assert.Equal(typeof(InvalidTimeZoneException).FullName, failure.ErrorType);
        var properties = failure.Properties!;
        Assert.Equal(("dt:no time", 100.0, 999_999_999.0), (properties["text"], properties["number"], properties["long"]));
        Assert.Equal((true, Time, (object?)null), (properties["flag"], properties["time"], properties["nothing"]));
        Assert.Equal(["a", 500.0, null], Assert.IsType<IList<object?>>(properties["list"], exactMatch: false));
        var members = Assert.IsType<IDictionary<string, object?>>(properties["members"], exactMatch: false);
        Assert.Equal(("X", 3.0), (members["code"], members["count"]));
        Assert.Equal("1.2", properties["other"]);
        Assert.Equal("noon", Assert.IsType<IDictionary<string, object?>>(properties["ownMap"], exactMatch: false)["$time"]);
        Assert.Equal(10, properties.Count);
    }

    [Fact]
    public async Task An_orchestrators_own_exception_has_its_properties()
    {
        var failure = await FailAsync("Direct", new Dictionary<string, object?>(StringComparer.Ordinal) { ["Name"] = "p" });

        Assert.Equal("p", Assert.Single(failure.Properties!).Value);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(70_000)]
    public async Task No_properties_and_too_many_are_none(int length)
    {
        var properties = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (length > 0)
        {
            properties["long"] = new string('x', length);
        }

        Assert.Null((await FailAsync("Direct", properties)).Properties);
    }

    private static async Task<TaskFailureDetails> FailAsync(string orchestrator, Dictionary<string, object?> properties)
    {
        await using var host = await DurableTaskTestHost.StartAsync(
            tasks => tasks
                .AddOrchestratorFunc("Parent", context => context.CallSubOrchestratorAsync("Child"))
                .AddOrchestratorFunc("Child", context => context.CallActivityAsync("Activity"))
                .AddOrchestratorFunc("Direct", _ => throw new InvalidTimeZoneException("no"))
                .AddActivityFunc("Activity", _ => throw new InvalidTimeZoneException("no")),
            new DurableTaskTestHostOptions
            {
                ConfigureServices = services => services.AddSingleton<IExceptionPropertiesProvider>(new Provider(properties)),
            });
        var end = await RunAsync(host.Client, orchestrator, input: null);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        return end.FailureDetails!;
    }

    private sealed class Provider(Dictionary<string, object?> properties) : IExceptionPropertiesProvider
    {
        public IDictionary<string, object?>? GetExceptionProperties(Exception exception) => properties;
    }
}
