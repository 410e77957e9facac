using DurableTask.Core.History;
using Microsoft.DurableTask.Client;
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
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Main", async context => await context.CallActivityAsync<string>("Work"))
            .Activity<object>("Work", (_, _) => release.Task));
        await hub.Engine.StopAsync(CancellationToken.None);
        using var disk = SmallDisk.Mount(hub.Folder, "4m");
        await hub.OpenAsync();
        await hub.StartInstanceAsync("Main", id: "one");
        await hub.UntilHistoryHasAsync<TaskScheduledEvent>("one");

        var ballast = Path.Combine(hub.Folder, "ballast");
        Assert.Contains("No space left on device", Fill(ballast).Message);
        var error = await Assert.ThrowsAsync<TaskHubStorageException>(() => hub.StartInstanceAsync("Main", new string('x', 100_000)));
        release.SetResult(new string('y', 100_000));
        await AppearsAsync(hub, "is kept and tried again");
        var during = (await hub.Client.GetInstanceAsync("one"))!;
        File.Delete(ballast);
        hub.Clock.Advance(TimeSpan.FromMinutes(1));
        var end = await hub.EndOfAsync("one");
        await hub.StartInstanceAsync("Main", new string('x', 100_000), "two");

        Assert.Contains("could not be written or read", error.Message);
        Assert.Equal(OrchestrationRuntimeStatus.Running, during.RuntimeStatus);
        Assert.Equal(100_000, end.ReadOutputAs<string>()!.Length);
        Assert.Equal(SealState.Intact, hub.Client.VerifyInstance("one").State);
        await hub.RestartAsync();
        Assert.Equal(100_000, (await hub.EndOfAsync("two")).ReadOutputAs<string>()!.Length);
        await hub.Engine.StopAsync(CancellationToken.None);
    }

    [SmallDiskFact]
    public async Task A_process_that_starts_on_it_says_so_and_leaves_what_is_there()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Main", context => context.WaitForExternalEvent<string>("go")));
        await hub.Engine.StopAsync(CancellationToken.None);
        using var disk = SmallDisk.Mount(hub.Folder, "4m");
        await hub.OpenAsync();
        await hub.StartInstanceAsync("Main", id: "one");
        await hub.Engine.StopAsync(CancellationToken.None);
        var ballast = Path.Combine(hub.Folder, "ballast");
        Fill(ballast);

        await Assert.ThrowsAsync<TaskHubStorageException>(() => hub.OpenAsync());

        File.Delete(ballast);
        await hub.OpenAsync();
        await hub.Client.RaiseEventAsync("one", "go");
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.EndOfAsync("one")).RuntimeStatus);
        await hub.Engine.StopAsync(CancellationToken.None);
    }

    /// <summary>Takes all the space that is left.</summary>
    private static IOException Fill(string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var page = new byte[4096];
        return Assert.ThrowsAny<IOException>(() =>
        {
            for (var i = 0; i < 100_000; i++)
            {
                file.Write(page);
            }
        });
    }

    private static async Task AppearsAsync(TestHub hub, string text)
    {
        using var patience = new CancellationTokenSource(TestHub.Patience);
        while (!hub.Log.Lines.Any(line => line.Contains(text)))
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
