using System.Diagnostics;
using System.Text.Json;

namespace Slipway.EndToEnd.Tests;

public sealed class LiveUpdateTests
{
    [SignalRClientFact]
    public async Task A_stock_SignalR_client_sees_every_event_in_order()
    {
        using var scene = new Scene();
        await using var host = await HostProcess.StartAsync(scene.Home);
        using var watcher = Watch(host);
        Assert.Equal("connected", await watcher.StandardOutput.ReadLineAsync());

        var id = await scene.StartAsync(host);
        var seen = new List<JsonElement>();
        while (seen.Count == 0 || seen[^1].GetProperty("type").GetString() != "workflow_completed")
        {
            var line = await Poll.BeforeLimitAsync(
                watcher.StandardOutput.ReadLineAsync(), () => $"Last seen: {string.Join('\n', seen.TakeLast(3))}\n{host.Output}");
            Assert.True(line is not null, "The watcher ended.");
            seen.Add(JsonElement.Parse(line));
        }

        watcher.Kill();
        var recorded = await Scene.EventsAsync(host, id);
        Assert.Equal(recorded.Select(happened => happened.ToString()), seen.Select(happened => happened.ToString()));
    }

    private static Process Watch(HostProcess host)
    {
        var key = host.Client.DefaultRequestHeaders.GetValues("x-functions-key").Single();
        var start = new ProcessStartInfo("node")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = SignalRClientFactAttribute.Folder,
        };
        foreach (var argument in new[] { "watch.mjs", host.Url.GetLeftPart(UriPartial.Authority), key })
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}
