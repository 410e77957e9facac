using Microsoft.DurableTask.Entities;

namespace Slipway.LocalHost.Tests.Hosting;

/// <summary>Entity functions and entity classes of a function app, over the management API.</summary>
public sealed class EntityAppTests
{
    private const string Entities = "/runtime/webhooks/durabletask/entities";

    private static readonly Type[] Types = [typeof(ClassApp), .. typeof(ClassApp).GetNestedTypes(System.Reflection.BindingFlags.NonPublic)];

    [Fact]
    public async Task An_entity_function_is_signalled_read_listed_and_deleted()
    {
        await using var host = await TestHost.StartAsync(Types);

        Assert.Equal(404, await host.StatusAsync(HttpMethod.Get, $"{Entities}/Counter/a", "system"));
        Assert.Equal(401, await host.StatusAsync(HttpMethod.Post, $"{Entities}/Counter/a?op=add", "function", "1"));
        Assert.Equal(202, await host.StatusAsync(HttpMethod.Post, $"{Entities}/Counter/a?op=add", "system", "40"));
        Assert.Equal(202, await host.StatusAsync(HttpMethod.Post, $"{Entities}/Counter/a?op=add", "system", "2"));
        await UntilAsync(host, "Counter/a", "42");
        var listed = await host.JsonAsync(HttpMethod.Get, $"{Entities}/counter?fetchState=true", "system");
        Assert.Equal(202, await host.StatusAsync(HttpMethod.Delete, $"{Entities}/Counter/a", "system"));
        await UntilAsync(host, "Counter/a", state: null);

        var entity = Assert.Single(listed.EnumerateArray());
        Assert.Equal("a", entity.GetProperty("entityId").GetProperty("key").GetString());
        Assert.Equal(42, entity.GetProperty("state").GetInt32());
    }

    [Fact]
    public async Task An_entity_class_runs_and_a_function_that_hands_nothing_on_is_named_in_the_log()
    {
        await using var host = await TestHost.StartAsync(Types);
        var client = DurableAppTests.Client(host).Entities;

        await client.SignalEntityAsync(new EntityInstanceId("Lazy", "x"), "any");
        await client.SignalEntityAsync(new EntityInstanceId("Light", "x"), "toggle");
        await UntilAsync(host, "Light/x", "true");
        while (!host.Logs.Lines.Any(line => line.Contains("'any' of entity '@lazy@x' failed", StringComparison.Ordinal)))
        {
            await Task.Yield();
        }

        Assert.Equal(404, await host.StatusAsync(HttpMethod.Get, $"{Entities}/Lazy/x", "system"));
    }

    private static async Task UntilAsync(TestHost host, string path, string? state)
    {
        while (true)
        {
            using var response = await host.SendAsync(HttpMethod.Get, $"{Entities}/{path}", "system");
            var text = await response.Content.ReadAsStringAsync();
            if (state is null ? (int)response.StatusCode == 404 : response.IsSuccessStatusCode && text == state)
            {
                return;
            }
        }
    }
}
