using System.Diagnostics;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure.Storage.Queues;
using Slipway.Integrations.Tests.Steps;
using Slipway.Tests.Azurite;

namespace Slipway.EndToEnd.Tests;

public sealed class EventQueueTests
{
    private const string QueueName = "workflow-events";

    [AzuriteFact]
    public async Task A_queue_that_is_down_while_a_workflow_runs_gets_all_its_events_in_order_when_it_is_back()
    {
        using var scene = new Scene();
        await using var azurite = await AzuriteProcess.StartAsync();
        await azurite.KillAsync();
        await using var host = await StartAsync(scene, azurite);

        var id = await scene.StartAsync(host);
        await Scene.UntilStateAsync(host, id, "COMPLETED");
        await azurite.StartAgainAsync();

        var queue = new QueueClient(azurite.ConnectionString, QueueName);
        var recorded = await Scene.EventsAsync(host, id);
        List<JsonElement> taken = [];
        var sent = await Poll.UntilAsync(
            () => TakeAsync(queue, taken), all => all.Count >= recorded.Count, all => $"{all.Count} messages\n{host.Output}");
        Assert.Equal(
            recorded.Select(happened => happened.GetProperty("sequence").GetInt64().ToString()),
            sent.Select(message => message.GetProperty("sequence").GetString()));
        Assert.Equal(
            recorded.Select(happened => happened.GetProperty("data").ToString()),
            sent.Select(message => message.GetProperty("data").ToString()));
    }

    [AzuriteFact]
    public async Task The_sample_consumers_read_what_a_workflow_sends_and_put_aside_what_nobody_can_read()
    {
        using var scene = new Scene();
        await using var azurite = await AzuriteProcess.StartAsync();
        var list = Path.Combine(scene.Root, "pull-requests.json");
        string id;
        await using (var host = await StartAsync(scene, azurite))
        {
            id = await scene.StartAsync(host);
            await Scene.UntilStateAsync(host, id, "COMPLETED");
            var recorded = await Scene.EventsAsync(host, id);
            var queue = new QueueClient(azurite.ConnectionString, QueueName);
            await Poll.UntilAsync(() => CountAsync(queue), count => count >= recorded.Count, _ => host.Output);
            await queue.SendMessageAsync("This is no event.");
        }

        await ConsumeAsync(azurite, "fan-out");
        var said = await ConsumeAsync(azurite, "notify");
        var judged = await ConsumeAsync(azurite, "validate", "test -n \"$PULL_REQUEST_URL\" && test -n \"$MERGE_SHA\"");
        await ConsumeAsync(azurite, "pull-requests", list);

        Assert.Contains($"{id} is done.", said, StringComparison.Ordinal);
        Assert.Contains($"{id}: valid", judged, StringComparison.Ordinal);
        var entry = JsonElement.Parse(await File.ReadAllTextAsync(list)).GetProperty(id);
        Assert.Equal("merged", entry.GetProperty("state").GetString());
        var poison = await new QueueClient(azurite.ConnectionString, QueueName + "-poison").ReceiveMessagesAsync(32);
        Assert.Equal("This is no event.", Assert.Single(poison.Value).MessageText);
    }

    [AzuriteFact]
    public async Task The_sample_consumers_fetch_what_was_too_large_for_a_message_and_believe_it_by_its_hash()
    {
        const string data = """{"actor":"alice"}""";
        await using var azurite = await AzuriteProcess.StartAsync();
        await using var slipway = await WebServer.StartAsync(200, data);
        var queue = new QueueClient(azurite.ConnectionString, QueueName + "-notify");
        await queue.CreateIfNotExistsAsync();
        foreach (var (id, hash) in new[]
        {
            ("wf-good", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(data)))), ("wf-bad", new string('0', 64)),
        })
        {
            await queue.SendMessageAsync(JsonSerializer.Serialize(new
            {
                specversion = "1.0", id = $"{id}/1", type = "slipway.workflow_cancelled", subject = id, time = "2030-01-01T00:00:00Z",
                sequence = "1", dataref = $"/api/workflows/{id}/artifacts/{hash}", datasha256 = hash,
            }));
        }

        var said = await ConsumeAsync(azurite, ["notify"], ("SLIPWAY_URL", slipway.Url), ("SLIPWAY_KEY", "the-key"));

        Assert.Equal("wf-good was cancelled by alice.", said.Trim());
        Assert.Equal("the-key", slipway.Requests.First().Headers["x-functions-key"]);
        Assert.Single((await new QueueClient(azurite.ConnectionString, QueueName + "-notify-poison").ReceiveMessagesAsync(32)).Value);
    }

    private static Task<HostProcess> StartAsync(Scene scene, AzuriteProcess azurite) => HostProcess.StartAsync(
        scene.Home, "--Slipway:Events:Connection", "EventsStorage", "--EventsStorage", azurite.ConnectionString);

    /// <summary>Takes what the queue holds.</summary>
    private static async Task<IReadOnlyList<JsonElement>> TakeAsync(QueueClient queue, List<JsonElement> taken)
    {
        if (await queue.ExistsAsync())
        {
            foreach (var message in (await queue.ReceiveMessagesAsync(32)).Value)
            {
                taken.Add(JsonElement.Parse(message.MessageText));
                await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            }
        }

        return taken;
    }

    private static async Task<int> CountAsync(QueueClient queue) =>
        await queue.ExistsAsync() ? (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount : 0;

    private static Task<string> ConsumeAsync(AzuriteProcess azurite, params string[] arguments) => ConsumeAsync(azurite, arguments, []);

    private static async Task<string> ConsumeAsync(
        AzuriteProcess azurite, string[] arguments, params (string Name, string Value)[] environment)
    {
        var program = typeof(EventQueueTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(metadata => metadata.Key == "EventConsumers").Value!;
        var start = new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["EVENTS_CONNECTION"] = azurite.ConnectionString;
        start.Environment["EVENTS_ONCE"] = "1";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
