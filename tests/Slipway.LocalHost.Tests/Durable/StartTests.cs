using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Durable;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Tests.Durable;

public sealed class StartTests
{
    [Fact]
    public async Task An_active_instance_refuses_a_start_with_its_id_and_an_ended_one_is_replaced()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator(
            "Main", context => context.WaitForExternalEvent<object?>("end")));

        await hub.StartInstanceAsync("Main", 1, "one");
        var error = await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => hub.StartInstanceAsync("Main", 2, "one"));
        await hub.Client.TerminateInstanceAsync("one");
        await hub.EndOfAsync("one");
        await hub.StartInstanceAsync("Main", 3, "one");
        await hub.Client.RaiseEventAsync("one", "end");
        var end = await hub.EndOfAsync("one");

        Assert.Contains("'one' exists", error.Message);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
        Assert.Equal(3, end.ReadInputAs<int>());
    }

    [Fact]
    public async Task Dedupe_statuses_say_which_instances_refuse()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Wait", context => context.WaitForExternalEvent<object?>("end"))
            .Orchestrator("Done", _ => Task.CompletedTask));
        await hub.StartInstanceAsync("Done", id: "ended");
        await hub.EndOfAsync("ended");
        await hub.StartInstanceAsync("Wait", id: "active");
        await hub.UntilStatusAsync("active", OrchestrationRuntimeStatus.Running);

        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => hub.Client.ScheduleNewOrchestrationInstanceAsync(
            "Done", null, new StartOrchestrationOptions("ended").WithDedupeStatuses(OrchestrationRuntimeStatus.Completed)));
        await hub.Client.ScheduleNewOrchestrationInstanceAsync(
            "Done", null, new StartOrchestrationOptions("active").WithDedupeStatuses(OrchestrationRuntimeStatus.Completed));

        Assert.Equal("Done", (await hub.EndOfAsync("active")).Name);
    }

    [Fact]
    public async Task The_parent_of_a_replaced_child_hears_of_it()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync("Wait", new SubOrchestrationOptions(instanceId: "child")))
            .Orchestrator("Wait", context => context.WaitForExternalEvent<object?>("end"))
            .Orchestrator("Done", _ => Task.CompletedTask));
        var id = await hub.StartInstanceAsync("Parent");
        await hub.UntilStatusAsync("child", OrchestrationRuntimeStatus.Running);

        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Done", null, new StartOrchestrationOptions("child").WithDedupeStatuses());

        Assert.Contains("was replaced", (await hub.EndOfAsync(id)).FailureDetails!.ErrorMessage);
    }

    [Theory]
    [InlineData("")]
    [InlineData("@entity")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("a\nb")]
    public async Task An_instance_id_that_other_backends_refuse_is_refused(string id)
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("Main", _ => Task.CompletedTask));

        await Assert.ThrowsAsync<ArgumentException>(() => hub.StartInstanceAsync("Main", id: id));
    }

    [Fact]
    public async Task Tags_and_version_are_kept()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator(
            "Main", context => Task.FromResult<object?>(context.Version)));
        var options = new StartOrchestrationOptions("tagged")
        {
            Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["team"] = "blue" },
            Version = "1.2",
        };

        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Main", null, options);
        var end = await hub.EndOfAsync("tagged");

        Assert.Equal("blue", end.Tags["team"]);
        Assert.Equal("1.2", end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_orchestrator_that_does_not_exist_fails_the_instance()
    {
        await using var hub = await TestHub.StartAsync(_ => { });

        var end = await hub.EndOfAsync(await hub.StartInstanceAsync("Nobody"));

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal("OrchestratorTaskNotFound", end.FailureDetails!.ErrorType);
    }

    [Theory]
    [InlineData("INSERT INTO instances", false)]
    [InlineData("INSERT INTO inbox", true)]
    public async Task A_start_that_the_code_refuses_is_in_the_store_or_has_not_happened(string failing, bool happens)
    {
        var store = new FailingStore(failing);
        await using var hub = await TestHub.StartAsync(Refusing, options => options with { StoreProbe = store });
        store.Fails = true;

        var error = await Record.ExceptionAsync(() => hub.StartInstanceAsync("Refused", id: "one").WaitAsync(TestHub.Patience));

        Assert.Equal((happens, happens), (error is not TaskHubStorageException, await hub.Client.GetInstanceAsync("one") is not null));
        store.Fails = false;
        if (happens)
        {
            return;
        }

        await hub.StartInstanceAsync("Refused", id: "one");
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await hub.Client.GetInstanceAsync("one"))!.RuntimeStatus);
    }

    [Fact]
    public async Task A_start_that_the_code_refuses_is_refused_too_when_its_id_is_taken()
    {
        await using var hub = await TestHub.StartAsync(Refusing, options => options with { MaxWarmOrchestrations = 0 });
        await hub.StartInstanceAsync("Waits", id: "taken");

        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(
            () => hub.StartInstanceAsync("Refused", id: "taken").WaitAsync(TestHub.Patience));

        Assert.Equal("Waits", (await hub.Client.GetInstanceAsync("taken"))!.Name);
    }

    [Fact]
    public async Task A_start_that_the_code_refuses_takes_the_place_of_an_ended_instance()
    {
        await using var hub = await TestHub.StartAsync(catalog =>
        {
            Refusing(catalog);
            catalog.Orchestrator("Done", _ => Task.CompletedTask);
        });
        await hub.StartInstanceAsync("Done", id: "one");
        await hub.EndOfAsync("one");

        await hub.StartInstanceAsync("Refused", id: "one").WaitAsync(TestHub.Patience);

        var stalled = (await hub.Client.GetInstanceAsync("one", true))!;
        Assert.Equal(("Refused", OrchestrationRuntimeStatus.Pending), (stalled.Name, stalled.RuntimeStatus));
        Assert.Equal("another version", stalled.FailureDetails!.ErrorMessage);
        Assert.Single(await hub.Client.GetAllInstancesAsync().ToListAsync());
    }

    [Fact]
    public async Task An_event_that_comes_with_a_start_that_is_refused_reaches_the_instance_that_has_the_id()
    {
        using var release = new ManualResetEventSlim();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var hub = await TestHub.StartAsync(
            catalog => catalog
                .Orchestrator("Main", async context => (object?)await context.WaitForExternalEvent<string>("end"))
                .Orchestrator("Blocks", _ =>
                {
                    entered.SetResult();
                    release.Wait(TestHub.Patience);
                    return Task.CompletedTask;
                }),
            options => options with { MaxConcurrentOrchestrators = 1, MaxWarmOrchestrations = 0, LongRunning = TimeSpan.FromMinutes(10) });
        await hub.StartInstanceAsync("Main", id: "taken");
        await hub.RestartAsync();
        var blocks = hub.StartInstanceAsync("Blocks");
        await entered.Task.WaitAsync(TestHub.Patience);

        var start = hub.StartInstanceAsync("Main", id: "taken");
        var raised = hub.Client.RaiseEventAsync("taken", "end", "kept");
        release.Set();

        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => start.WaitAsync(TestHub.Patience));
        await raised.WaitAsync(TestHub.Patience);
        await blocks;
        Assert.Equal("kept", (await hub.EndOfAsync("taken")).ReadOutputAs<string>());
    }

    private static void Refusing(TestCatalog catalog) => catalog
        .Orchestrator("Refused", (Func<TaskOrchestrationContext, Task>)(_ => throw new OrchestrationRejectedException("another version")))
        .Orchestrator("Waits", context => context.WaitForExternalEvent<object?>("never"));

    [Fact]
    public async Task A_too_large_input_is_refused_with_what_would_be_right()
    {
        await using var hub = await TestHub.StartAsync(_ => { }, options => options with { MaxPayloadBytes = 1024 });

        var error = await Assert.ThrowsAsync<ArgumentException>(() => hub.StartInstanceAsync("Main", new string('é', 600)));

        Assert.Contains("at most 1024", error.Message);
        Assert.Contains("pass a reference", error.Message);
    }

    [Fact]
    public async Task What_is_written_with_the_recovery_is_neither_lost_nor_taken_twice()
    {
        await using var hub = new TestHub();
        hub.Catalog.Orchestrator("Main", async context =>
        {
            var first = await context.WaitForExternalEvent<int>("go");
            return (object?)(first + await context.WaitForExternalEvent<int>("go"));
        });
        await hub.OpenAsync(start: false);
        var id = await hub.StartInstanceAsync("Main");
        using var hold = new ManualResetEventSlim();
        hub.Engine.Writer.Submit(new BlockingOperation(hold));

        var before = hub.Client.RaiseEventAsync(id, "go", 1);
        var start = hub.Engine.StartAsync(CancellationToken.None);
        var after = hub.Client.RaiseEventAsync(id, "go", 10);
        hold.Set();
        await Task.WhenAll(before, start, after).WaitAsync(TestHub.Patience);

        Assert.Equal(11, (await hub.EndOfAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Nothing_runs_before_the_engine_is_started_and_calls_are_kept()
    {
        await using var hub = new TestHub();
        hub.Catalog.Orchestrator("Main", _ => Task.CompletedTask);
        await hub.OpenAsync(start: false);

        var id = await hub.StartInstanceAsync("Main");
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await hub.Client.GetInstanceAsync(id))!.RuntimeStatus);
        await hub.Engine.StartAsync(CancellationToken.None);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.EndOfAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task A_closed_hub_refuses_calls_and_ends_waits()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator(
            "Main", context => context.WaitForExternalEvent<object?>("end")));
        var id = await hub.StartInstanceAsync("Main");
        var wait = hub.Client.WaitForInstanceCompletionAsync(id);

        await hub.Engine.StopAsync(CancellationToken.None);
        await hub.Engine.StopAsync(CancellationToken.None);

        await Assert.ThrowsAsync<TaskHubClosedException>(() => wait);
        await Assert.ThrowsAsync<TaskHubClosedException>(() => hub.StartInstanceAsync("Main"));
        await Assert.ThrowsAsync<TaskHubClosedException>(() => hub.Client.GetInstanceAsync(id));
    }

    [Fact]
    public async Task Waiting_for_the_start_ends_when_the_instance_runs()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator(
            "Main", context => context.WaitForExternalEvent<object?>("end")));

        var wait = hub.Client.WaitForInstanceStartAsync("soon");
        await hub.StartInstanceAsync("Main", id: "soon");

        Assert.Equal(OrchestrationRuntimeStatus.Running, (await wait.WaitAsync(TestHub.Patience)).RuntimeStatus);
    }

    [Fact]
    public async Task An_event_for_an_instance_whose_time_has_not_come_waits_with_it()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator(
            "Main", async context => (object?)await context.WaitForExternalEvent<int>("E")));
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync(
            "Main", input: null, new StartOrchestrationOptions("later", hub.Clock.GetUtcNow().AddHours(1)));

        await hub.Client.RaiseEventAsync(id, "E", 5);
        await hub.CrashAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await hub.Client.GetInstanceAsync(id))!.RuntimeStatus);
        hub.Clock.Advance(TimeSpan.FromHours(2));

        Assert.Equal(5, (await hub.EndOfAsync(id)).ReadOutputAs<int>());
    }
}
