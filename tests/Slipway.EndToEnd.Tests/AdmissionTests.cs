using System.Net;

namespace Slipway.EndToEnd.Tests;

public sealed class AdmissionTests
{
    [Fact]
    public async Task One_workflow_runs_at_a_time_the_others_wait_in_order_and_a_killed_host_forgets_none()
    {
        using var scene = new Scene();
        await File.WriteAllTextAsync(scene.Hold("plan"), "");
        string first, second, third;
        await using (var host = await HostProcess.StartAsync(scene.Home, "--Slipway:MaxConcurrentWorkflows", "1"))
        {
            first = await scene.StartAsync(host);
            await Poll.UntilAsync(() => Task.FromResult(scene.Runs("plan")), runs => runs > 0, _ => host.Output);
            second = await scene.StartAsync(host);
            third = await scene.StartAsync(host, ("priority", 5));
            await UntilPlaceAsync(host, second, 2);
            await UntilPlaceAsync(host, third, 1);
            await host.KillAsync();
        }

        await using var next = await HostProcess.StartAsync(scene.Home, "--Slipway:MaxConcurrentWorkflows", "1");
        await Scene.PostAsync(next, $"/api/workflows/{first}/cancel", new { actor = "tester" }, HttpStatusCode.Accepted);
        await Scene.UntilStateAsync(next, third, "PLANNING");
        await UntilPlaceAsync(next, second, 1);
        File.Delete(scene.Hold("plan"));

        await Scene.UntilStateAsync(next, third, "COMPLETED", "FAILED");
        var last = await Scene.UntilStateAsync(next, second, "COMPLETED", "FAILED");
        Assert.True(last.GetProperty("createdAt").GetDateTimeOffset() < last.GetProperty("stateEnteredAt").GetDateTimeOffset());
        Assert.Equal("completed", (await Scene.GetAsync(next, $"/api/workflows/{third}")).GetProperty("status").GetString());
    }

    private static Task UntilPlaceAsync(HostProcess host, string id, int place) => Poll.UntilAsync(
        () => Scene.GetAsync(host, $"/api/workflows/{id}"),
        workflow => workflow.TryGetProperty("queue", out var queue) && queue.GetProperty("place").GetInt32() == place,
        workflow => $"{workflow}\n{host.Output}");
}
