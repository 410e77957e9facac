using DurableTask.Core.History;
using Microsoft.DurableTask.Client;
using Slipway.EndToEnd.Tests;
using Slipway.LocalHost.Storage;
using Slipway.LocalHost.Tests.Durable;

namespace Slipway.LocalHost.Tests.Storage;

/// <summary>A task hub on a file system that has no space left, as the kernel says it.</summary>
public sealed class FullDiskTests
{
    [SmallDiskFact]
    public async Task Clients_hear_of_it_the_engines_work_is_kept_and_all_goes_on_once_there_is_space()
    {
        var release = new TaskCompletionSource<object?>();
        using var disk = SmallDisk.TryMount()!;
        await using var hub = HubOn(disk);
        hub.Catalog
            .Orchestrator("Main", async context => await context.CallActivityAsync<string>("Work"))
            .Activity<object>("Work", (_, _) => release.Task);
        await hub.OpenAsync();
        await hub.StartInstanceAsync("Main", id: "one");
        await hub.UntilHistoryHasAsync<TaskScheduledEvent>("one");

        disk.Fill();
        var error = await Assert.ThrowsAsync<TaskHubStorageException>(() => hub.StartInstanceAsync("Main", new string('x', 100_000)));
        release.SetResult(new string('y', 100_000));
        await hub.UntilLoggedAsync("is kept and tried again");
        var during = (await hub.Client.GetInstanceAsync("one"))!;
        disk.Free();
        hub.Clock.Advance(TimeSpan.FromMinutes(1));
        var end = await hub.EndOfAsync("one");
        await hub.StartInstanceAsync("Main", new string('x', 100_000), "two");

        Assert.Contains("could not be written or read", error.Message);
        Assert.Equal(OrchestrationRuntimeStatus.Running, during.RuntimeStatus);
        Assert.Equal(100_000, end.ReadOutputAs<string>()!.Length);
        Assert.Equal(SealState.Intact, hub.Client.VerifyInstance("one").State);
        await hub.RestartAsync();
        Assert.Equal(100_000, (await hub.EndOfAsync("two")).ReadOutputAs<string>()!.Length);
    }

    [SmallDiskFact]
    public async Task A_process_that_starts_on_it_says_so_and_leaves_what_is_there()
    {
        using var disk = SmallDisk.TryMount()!;
        await using var hub = HubOn(disk);
        hub.Catalog.Orchestrator("Main", context => context.WaitForExternalEvent<string>("go"));
        await hub.OpenAsync();
        await hub.StartInstanceAsync("Main", id: "one");
        await hub.Engine.StopAsync(CancellationToken.None);
        disk.Fill();

        await Assert.ThrowsAsync<TaskHubStorageException>(() => hub.OpenAsync());

        disk.Free();
        await hub.OpenAsync();
        await hub.Client.RaiseEventAsync("one", "go");
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.EndOfAsync("one")).RuntimeStatus);
    }

    private static TestHub HubOn(SmallDisk disk) => new() { Folder = Path.Combine(disk.Path, "hub") };
}
