using System.Text.Json;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Slipway.LocalHost.Hosting;

namespace Slipway.LocalHost.Tests.Hosting;

/// <summary>A durable app, over HTTP alone, on the real engine.</summary>
public sealed class DurableAppTests
{
    private const string Management = "/runtime/webhooks/durabletask/instances";

    [Fact]
    public async Task An_orchestration_runs_its_activity_waits_for_an_event_and_completes()
    {
        await using var host = await StartAsync();
        await StartGreetingAsync(host, "g1");
        await ManageAsync(host, HttpMethod.Post, "g1/raiseEvent/reply", "\"Hi!\"");

        var client = host.Services.GetRequiredService<HostState>().Client;
        var done = await client.WaitForInstanceCompletionAsync("g1", getInputsAndOutputs: true);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, done.RuntimeStatus);
        Assert.Equal(["Hello, Ada", "g1/Say", "Hi!"], done.ReadOutputAs<string[]>()!);
    }

    internal static Task<TestHost> StartAsync(string? folder = null)
        => TestHost.StartAsync(folder, [typeof(GreetingApp)], builder => builder.Web.Services.AddSingleton<GreetingApp.Greeter>());

    internal static async Task StartGreetingAsync(TestHost host, string id)
        => Assert.Equal(202, await host.StatusAsync(HttpMethod.Post, $"/api/greetings/{id}", "function", """{"name":"Ada","age":36}"""));

    internal static async Task<(int Status, JsonElement Body, HttpResponseMessage Response)> ManageAsync(
        TestHost host, HttpMethod method, string path, string? json = null)
    {
        var response = await host.SendAsync(method, $"{Management}/{path}", "system", json);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text), response);
    }
}
