using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Tests.Durable;
using Status = Microsoft.DurableTask.Client.OrchestrationRuntimeStatus;

namespace Slipway.LocalHost.Tests.Conformance;

/// <summary>What a client may ask for, and what it is told.</summary>
public sealed class ClientTests
{
    [Fact]
    public async Task An_instance_without_an_id_gets_a_guid_of_32_digits()
    {
        await using var hub = await TestHub.StartAsync(Register);

        Assert.True(Guid.TryParseExact(await hub.StartInstanceAsync("Echo"), "N", out _));
    }

    [Fact]
    public async Task An_id_has_at_most_256_characters()
    {
        await using var hub = await TestHub.StartAsync(Register);

        Assert.Equal(256, (await hub.StartInstanceAsync("Echo", id: new string('x', 256))).Length);
        await Assert.ThrowsAsync<ArgumentException>(() => hub.StartInstanceAsync("Echo", id: new string('x', 257)));
    }

    [Theory]
    [InlineData(Status.Pending)]
    [InlineData(Status.Running)]
    [InlineData(Status.Suspended)]
    public async Task An_id_of_an_active_instance_is_refused_by_the_real_exceptions_name(Status status)
    {
        await using var hub = await TestHub.StartAsync(Register);
        await BringToAsync(hub, "taken", status);

        var exception = await Assert.ThrowsAnyAsync<Exception>(() => hub.StartInstanceAsync("Echo", id: "taken"));

        Assert.Equal("DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException", exception.GetType().FullName);
    }

    [Theory]
    [InlineData(Status.Completed)]
    [InlineData(Status.Failed)]
    [InlineData(Status.Terminated)]
    public async Task An_id_of_an_ended_instance_may_be_used_again(Status status)
    {
        await using var hub = await TestHub.StartAsync(Register);
        await BringToAsync(hub, "free", status);

        await hub.StartInstanceAsync("Echo", "new", "free");

        Assert.Equal("new", (await hub.EndOfAsync("free")).ReadOutputAs<string>());
    }

    [Theory]
    [InlineData(Status.Completed, Status.Completed)]
    [InlineData(Status.Failed, Status.Failed)]
    [InlineData(Status.Completed, Status.Completed, Status.Failed, Status.Terminated)]
    public async Task A_dedupe_status_refuses_an_instance_in_it(Status status, params Status[] dedupe)
    {
        await using var hub = await TestHub.StartAsync(Register);
        await BringToAsync(hub, "taken", status);

        var exception = await Assert.ThrowsAnyAsync<Exception>(() => hub.Client.ScheduleNewOrchestrationInstanceAsync(
            "Echo", null, new StartOrchestrationOptions("taken").WithDedupeStatuses(dedupe)));

        Assert.Equal("OrchestrationAlreadyExistsException", exception.GetType().Name);
    }

    [Theory]
    [InlineData(Status.Completed, Status.Failed, Status.Terminated)]
    [InlineData(Status.Running, Status.Completed, Status.Failed)]
    public async Task An_instance_in_another_status_than_the_dedupe_ones_is_replaced(Status status, params Status[] dedupe)
    {
        await using var hub = await TestHub.StartAsync(Register);
        await BringToAsync(hub, "taken", status);

        await hub.Client.ScheduleNewOrchestrationInstanceAsync(
            "Echo", "new", new StartOrchestrationOptions("taken").WithDedupeStatuses(dedupe));

        Assert.Equal("new", (await hub.EndOfAsync("taken")).ReadOutputAs<string>());
    }

    [Theory]
    [InlineData(Status.Completed)]
    [InlineData(Status.Failed)]
    public async Task Inputs_outputs_and_failures_are_told_only_when_asked_for(Status status)
    {
        await using var hub = await TestHub.StartAsync(Register);
        await BringToAsync(hub, "one", status);

        var bare = (await hub.Client.GetInstanceAsync("one"))!;
        var full = (await hub.Client.GetInstanceAsync("one", getInputsAndOutputs: true))!;

        Assert.Equal((status, status), (bare.RuntimeStatus, full.RuntimeStatus));
        Assert.Equal((null, null, null), (bare.SerializedInput, bare.SerializedOutput, bare.FailureDetails));
        Assert.Throws<InvalidOperationException>(() => bare.ReadInputAs<string>());
        Assert.Equal("in", full.ReadInputAs<string>());
        Assert.Equal(status == Status.Completed ? "in" : null, full.SerializedOutput is null ? null : full.ReadOutputAs<string>());
        Assert.Equal(status == Status.Failed, full.FailureDetails is not null);
    }

    [Fact]
    public async Task A_running_instance_has_its_times_and_no_output()
    {
        await using var hub = await TestHub.StartAsync(Register);
        var created = hub.Clock.GetUtcNow();
        await hub.StartInstanceAsync("Wait", "in", "one");
        hub.Clock.Advance(TimeSpan.FromMinutes(1));
        await hub.Client.RaiseEventAsync("one", "other");

        var instance = (await hub.Client.GetInstanceAsync("one", getInputsAndOutputs: true))!;

        Assert.Equal((created, created + TimeSpan.FromMinutes(1)), (instance.CreatedAt, instance.LastUpdatedAt));
        Assert.Equal((Status.Running, null, false), (instance.RuntimeStatus, instance.SerializedOutput, instance.IsCompleted));
    }

    [Fact]
    public async Task A_list_leaves_payloads_out_unless_it_is_to_fetch_them()
    {
        await using var hub = await TestHub.StartAsync(Register);
        await BringToAsync(hub, "one", Status.Completed);

        var bare = await SingleAsync(hub, new OrchestrationQuery());
        var full = await SingleAsync(hub, new OrchestrationQuery(FetchInputsAndOutputs: true));

        Assert.Equal((null, null), (bare.SerializedInput, bare.SerializedOutput));
        Assert.Equal(("in", "in"), (full.ReadInputAs<string>(), full.ReadOutputAs<string>()));
    }

    [Fact]
    public async Task A_terminated_instance_has_the_given_object_as_its_output()
    {
        await using var hub = await TestHub.StartAsync(Register);
        await BringToAsync(hub, "one", Status.Running);

        await hub.Client.TerminateInstanceAsync("one", new { Reason = "enough", Code = 3 });

        var end = await hub.EndOfAsync("one");
        Assert.Equal((Status.Terminated, """{"Reason":"enough","Code":3}"""), (end.RuntimeStatus, end.SerializedOutput));
    }

    [Fact]
    public async Task A_suspended_instance_keeps_the_events_it_gets_for_its_resumption()
    {
        await using var hub = await TestHub.StartAsync(Register);
        await BringToAsync(hub, "one", Status.Suspended);

        await hub.Client.RaiseEventAsync("one", "end", "kept");
        Assert.Equal(Status.Suspended, (await hub.Client.GetInstanceAsync("one"))!.RuntimeStatus);
        await hub.Client.ResumeInstanceAsync("one");

        Assert.Equal("kept", (await hub.EndOfAsync("one")).ReadOutputAs<string>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_restart_runs_with_the_input_again_under_a_new_id_or_its_own(bool newId)
    {
        await using var hub = await TestHub.StartAsync(Register);
        await BringToAsync(hub, "one", Status.Completed);
        hub.Clock.Advance(TimeSpan.FromSeconds(1));

        var id = await hub.Client.RestartAsync("one", newId);

        var end = await hub.EndOfAsync(id);
        Assert.Equal(newId, id != "one");
        Assert.Equal(("in", hub.Clock.GetUtcNow()), (end.ReadOutputAs<string>(), end.CreatedAt));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_wait_that_is_cancelled_throws_the_real_clients_exception(bool forEnd)
    {
        await using var hub = await TestHub.StartAsync(Register);
        using var source = new CancellationTokenSource();
        var wait = forEnd
            ? hub.Client.WaitForInstanceCompletionAsync("none", source.Token)
            : hub.Client.WaitForInstanceStartAsync("none", source.Token);

        await source.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => wait);
    }

    [Fact]
    public async Task A_purge_by_status_counts_what_it_removed()
    {
        await using var hub = await TestHub.StartAsync(Register);
        await BringToAsync(hub, "a", Status.Completed);
        await BringToAsync(hub, "b", Status.Completed);
        await BringToAsync(hub, "c", Status.Failed);

        var purged = await hub.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(Statuses: [Status.Completed]));

        Assert.Equal(2, purged.PurgedInstanceCount);
        Assert.Equal("c", (await SingleAsync(hub, new OrchestrationQuery())).InstanceId);
    }

    internal static void Register(TestCatalog catalog) => catalog
        .Orchestrator("Echo", context => Task.FromResult(context.GetInput<object>()))
        .Orchestrator("Fail", (Func<TaskOrchestrationContext, Task>)(_ => throw new InvalidOperationException("Kaboom")))
        .Orchestrator("Wait", async context => await context.WaitForExternalEvent<object?>("end"));

    private static async Task BringToAsync(TestHub hub, string id, Status status)
    {
        var name = status switch { Status.Completed => "Echo", Status.Failed => "Fail", _ => "Wait" };
        var options = new StartOrchestrationOptions(id);
        if (status == Status.Pending)
        {
            options = options with { StartAt = hub.Clock.GetUtcNow().AddHours(1) };
        }

        await hub.Client.ScheduleNewOrchestrationInstanceAsync(name, "in", options);
        switch (status)
        {
            case Status.Suspended:
                await hub.Client.SuspendInstanceAsync(id);
                break;
            case Status.Terminated:
                await hub.Client.TerminateInstanceAsync(id);
                break;
        }

        await hub.UntilStatusAsync(id, status);
    }

    private static async Task<OrchestrationMetadata> SingleAsync(TestHub hub, OrchestrationQuery query)
    {
        var found = new List<OrchestrationMetadata>();
        await foreach (var instance in hub.Client.GetAllInstancesAsync(query))
        {
            found.Add(instance);
        }

        return Assert.Single(found);
    }
}
