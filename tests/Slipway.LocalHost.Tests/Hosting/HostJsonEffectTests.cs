using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Durable;
using Slipway.LocalHost.Hosting;
using Slipway.LocalHost.Tests.Durable;
using static Slipway.LocalHost.Tests.Hosting.DurableAppTests;

namespace Slipway.LocalHost.Tests.Hosting;

/// <summary>What the settings of the real host's durable extension do here: each on its way to the engine, and in a running host.</summary>
public sealed class HostJsonEffectTests
{
    private const string Prefix = "--AzureFunctionsJobHost:extensions:durableTask:";

    [Theory]
    [InlineData("hubName", "Hub1", nameof(DurableEngineOptions.HubName), "Hub1")]
    [InlineData("maxConcurrentActivityFunctions", "7", nameof(DurableEngineOptions.MaxConcurrentActivities), "7")]
    [InlineData("maxConcurrentOrchestratorFunctions", "3", nameof(DurableEngineOptions.MaxConcurrentOrchestrators), "3")]
    [InlineData("maxConcurrentEntityFunctions", "4", nameof(DurableEngineOptions.MaxConcurrentEntities), "4")]
    [InlineData("maxEntityOperationBatchSize", "50", nameof(DurableEngineOptions.MaxEntityBatchSize), "50")]
    [InlineData("rollbackEntityOperationsOnExceptions", "false", nameof(DurableEngineOptions.RollBackFailedEntityOperations), "False")]
    [InlineData("extendedSessionsEnabled", "false", nameof(DurableEngineOptions.MaxWarmOrchestrations), "0")]
    [InlineData("extendedSessionIdleTimeoutInSeconds", "45", nameof(DurableEngineOptions.MaxWarmTime), "00:00:45")]
    [InlineData("maxOrchestrationActions", "500", nameof(DurableEngineOptions.MaxOrchestrationActions), "500")]
    [InlineData("overridableExistingInstanceStates", "AnyState", nameof(DurableEngineOptions.ReplacesActiveInstances), "True")]
    [InlineData("overridableExistingInstanceStates", "NonRunningStates", nameof(DurableEngineOptions.ReplacesActiveInstances), "False")]
    [InlineData("throwStatusExceptionsOnRaiseEvent", "false", nameof(DurableEngineOptions.RefusesLostEvents), "False")]
    [InlineData("throwStatusExceptionsOnRaiseEvent", "true", nameof(DurableEngineOptions.RefusesLostEvents), "True")]
    public async Task It_reaches_the_engine(string key, string value, string option, string expected)
    {
        DurableEngineOptions? options = null;
        var builder = new FunctionsAppBuilder(
            ["--urls", "http://127.0.0.1:0", $"{Prefix}{key}", value],
            () => [typeof(SettingsApp)],
            (settings, _, _, _, _) =>
            {
                options = EngineTaskHub.Options(settings);
                throw new OperationCanceledException();
            });
        builder.Web.Configuration["LocalHost:DataDirectory"] = TestHost.NewFolder();
        await using var host = builder.Build();

        await Assert.ThrowsAsync<OperationCanceledException>(() => host.StartAsync());

        Assert.Equal(expected, typeof(DurableEngineOptions).GetProperty(option)!.GetValue(options)!.ToString());
        Directory.Delete(builder.Web.Configuration["LocalHost:DataDirectory"]!, recursive: true);
    }

    [Theory]
    [InlineData("overridableExistingInstanceStates", "Some", "NonRunningStates or AnyState")]
    [InlineData("maxOrchestrationActions", "0", "1 to 1000000")]
    [InlineData("extendedSessionIdleTimeoutInSeconds", "soon", "1 to 86400")]
    [InlineData("throwStatusExceptionsOnRaiseEvent", "maybe", "true or false")]
    [InlineData("httpSettings:defaultAsyncRequestSleepTimeMilliseconds", "-1", "1 to 86400000")]
    public async Task A_wrong_value_is_refused_with_what_would_be_right(string key, string value, string rule)
    {
        var error = await Assert.ThrowsAsync<LocalHostException>(() => StartAsync(key, value));

        Assert.Contains(key.Replace(':', '.'), error.Message);
        Assert.Contains(rule, error.Message);
    }

    [Fact]
    public async Task An_orchestration_that_makes_more_calls_than_it_may_fails()
    {
        await using var host = await StartAsync("maxOrchestrationActions", "5");
        var client = Client(host);

        var five = await EndOfAsync(client, await client.ScheduleNewOrchestrationInstanceAsync("Sends", 5));
        var six = await EndOfAsync(client, await client.ScheduleNewOrchestrationInstanceAsync("Sends", 6));

        Assert.Equal(OrchestrationRuntimeStatus.Completed, five.RuntimeStatus);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, six.RuntimeStatus);
        Assert.Contains("has made 5 calls, the most one generation may make", six.FailureDetails!.ErrorMessage);
    }

    [Theory]
    [InlineData("AnyState", 202)]
    [InlineData("NonRunningStates", 500)]
    public async Task A_start_with_the_id_of_an_active_instance_replaces_it_only_where_any_state_may_be(string states, int status)
    {
        await using var host = await StartAsync("overridableExistingInstanceStates", states);
        var client = Client(host);
        await client.ScheduleNewOrchestrationInstanceAsync("Waits", "first", new StartOrchestrationOptions("one"));

        var answer = await host.StatusAsync(
            HttpMethod.Post, "/runtime/webhooks/durabletask/orchestrators/Waits/one", "system", "\"second\"");

        Assert.Equal(status, answer);
        var input = (await client.GetInstanceAsync("one", getInputsAndOutputs: true))!.ReadInputAs<string>();
        Assert.Equal(status == 202 ? "second" : "first", input);
    }

    [Fact]
    public async Task An_event_that_nobody_waits_for_is_lost_in_silence_only_where_that_is_set()
    {
        await using var strict = await StartAsync("throwStatusExceptionsOnRaiseEvent", "true");
        await using var lax = await StartAsync("throwStatusExceptionsOnRaiseEvent", "false");
        foreach (var host in new[] { strict, lax })
        {
            await EndOfAsync(Client(host), await Client(host).ScheduleNewOrchestrationInstanceAsync(
                "Sends", 0, new StartOrchestrationOptions("ended")));
        }

        await Client(lax).RaiseEventAsync("missing", "go");
        await Client(lax).RaiseEventAsync("ended", "go");

        await Assert.ThrowsAsync<ArgumentException>(() => Client(strict).RaiseEventAsync("missing", "go"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Client(strict).RaiseEventAsync("ended", "go"));
        Assert.Equal(
            (404, 410),
            (await RaiseAsync(lax, "missing"), await RaiseAsync(lax, "ended")));
    }

    [Fact]
    public async Task A_durable_request_sleeps_as_told_between_two_looks_at_what_is_not_done()
    {
        await using var host = await StartAsync("httpSettings:defaultAsyncRequestSleepTimeMilliseconds", "7");
        var client = Client(host);

        var end = await EndOfAsync(
            client, await client.ScheduleNewOrchestrationInstanceAsync("Polls", $"{host.Url}/api/slow/one"));

        Assert.Equal("done", end.ReadOutputAs<string>());
        var answers = (await client.GetOrchestrationHistoryAsync(end.InstanceId))
            .OfType<global::DurableTask.Core.History.TaskCompletedEvent>().Select(answer => answer.Result!).ToList();
        Assert.Equal(2, answers.Count);
        Assert.Contains("0.007", answers[0]);
    }

    [Fact]
    public async Task What_waits_for_longer_than_told_leaves_memory_and_goes_on_by_a_replay()
    {
        var replays = 0;
        await using var hub = await TestHub.StartAsync(
            catalog => catalog.Orchestrator("Waits", async context =>
            {
                Interlocked.Increment(ref replays);
                await context.WaitForExternalEvent<string>("go");
            }),
            options => options with { MaxWarmTime = TimeSpan.FromSeconds(30), LongRunning = TimeSpan.FromMilliseconds(50) });
        await hub.StartInstanceAsync("Waits", id: "one");
        await hub.WhyAsync("one", "event 'go'");
        Assert.Equal(1, hub.Engine.Orchestrations.Count);

        hub.Clock.Advance(TimeSpan.FromSeconds(31));
        using var patience = new CancellationTokenSource(TestHub.Patience);
        while (hub.Engine.Orchestrations.Count > 0)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        await hub.Client.RaiseEventAsync("one", "go");
        await hub.EndOfAsync("one");
        Assert.Equal(2, replays);
    }

    [Fact]
    public async Task What_is_set_for_a_function_that_is_none_is_warned_of()
    {
        await using var host = await TestHost.StartAsync(
            folder: null,
            [typeof(SettingsApp)],
            configure: null,
            "--AzureFunctionsJobHost:localHost:functions:Polls:maxConcurrency",
            "1",
            "--AzureFunctionsJobHost:localHost:functions:fine:maxConcurrency",
            "1",
            $"{Prefix}hubNam",
            "x");

        var warnings = host.Logs.Lines.Where(line => line.Contains("has no effect")).ToList();
        Assert.Equal(2, warnings.Count);
        Assert.Contains(warnings, line => line.Contains("'localHost.functions.Polls' has no effect: the app has no activity of that name"));
        Assert.Contains(warnings, line => line.Contains("AzureFunctionsJobHost: 'extensions.durableTask.hubNam' is not a known setting"));
    }

    private static Task<TestHost> StartAsync(string key, string value) =>
        TestHost.StartAsync(folder: null, [typeof(SettingsApp)], configure: null, $"{Prefix}{key}", value);

    private static Task<int> RaiseAsync(TestHost host, string id) => host.StatusAsync(
        HttpMethod.Post, $"/runtime/webhooks/durabletask/instances/{id}/raiseEvent/go", "system", "1");

    private static Task<OrchestrationMetadata> EndOfAsync(DurableTaskClient client, string id) =>
        client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true).WaitAsync(TestHub.Patience);
}
