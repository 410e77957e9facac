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

        var done = await Client(host).WaitForInstanceCompletionAsync("g1", getInputsAndOutputs: true);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, done.RuntimeStatus);
        Assert.Equal(["Hello, Ada", "g1/Say", "Hi!"], done.ReadOutputAs<string[]>()!);
    }

    [Fact]
    public async Task What_waited_goes_on_after_a_restart_and_the_keys_stay()
    {
        var folder = TestHost.NewFolder();
        try
        {
            await using (var host = await StartAsync(folder))
            {
                await StartGreetingAsync(host, "g1");
            }

            await using var again = await StartAsync(folder);
            await ManageAsync(again, HttpMethod.Post, "g1/raiseEvent/reply", "\"late\"");
            var done = await Client(again).WaitForInstanceCompletionAsync("g1", getInputsAndOutputs: true);

            Assert.Equal("late", done.ReadOutputAs<string[]>()![2]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task The_input_of_an_orchestrator_is_bound_to_a_parameter_and_its_class_is_made_by_the_container()
    {
        await using var host = await TestHost.StartAsync(typeof(ParameterApp));
        var client = Client(host);
        var id = await client.ScheduleNewOrchestrationInstanceAsync(nameof(ParameterApp.AddUp), new { one = 1, TWO = 2 });

        var done = await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);

        Assert.Equal(3, done.ReadOutputAs<int>());
    }

    [Fact]
    public async Task An_activity_input_of_another_shape_fails_the_activity_and_names_it()
    {
        await using var host = await TestHost.StartAsync(typeof(ParameterApp));
        var client = Client(host);
        var id = await client.ScheduleNewOrchestrationInstanceAsync(nameof(ParameterApp.CallWrongly));

        var done = await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, done.RuntimeStatus);
        Assert.Contains("The input of activity 'Sum' cannot be read as", done.FailureDetails!.ErrorMessage);
    }

    [Fact]
    public async Task What_a_plain_method_throws_is_the_failure_itself()
    {
        await using var host = await TestHost.StartAsync(typeof(ParameterApp));
        var client = Client(host);
        var activity = await client.ScheduleNewOrchestrationInstanceAsync(nameof(ParameterApp.Guarded));
        var orchestrator = await client.ScheduleNewOrchestrationInstanceAsync(nameof(ParameterApp.ThrowAtOnce));

        var first = await client.WaitForInstanceCompletionAsync(activity, getInputsAndOutputs: true);
        var second = await client.WaitForInstanceCompletionAsync(orchestrator, getInputsAndOutputs: true);

        Assert.Equal(typeof(ArgumentOutOfRangeException).FullName, first.FailureDetails!.InnerFailure!.ErrorType);
        Assert.True(first.FailureDetails.InnerFailure.IsCausedBy<ArgumentException>());
        Assert.Equal(typeof(InvalidTimeZoneException).FullName, second.FailureDetails!.ErrorType);
    }

    [Fact]
    public async Task A_management_payload_has_the_hosts_addresses_with_the_system_key()
    {
        await using var host = await StartAsync();

        var payload = await host.JsonAsync(HttpMethod.Post, "/api/greetings/a%20b", "function", """{"name":"Ada","age":36}""");

        var code = "code=" + host.Keys.GetProperty("system").GetString();
        var instance = $"{host.Url}{Management}/a%20b";
        Assert.Equal("a b", payload.GetProperty("id").GetString());
        Assert.Equal($"{instance}?{code}", payload.GetProperty("statusQueryGetUri").GetString());
        Assert.Equal($"{instance}/raiseEvent/{{eventName}}?{code}", payload.GetProperty("sendEventPostUri").GetString());
        Assert.Equal($"{instance}/terminate?reason={{text}}&{code}", payload.GetProperty("terminatePostUri").GetString());
        Assert.Equal(202, await host.StatusAsync(HttpMethod.Get, payload.GetProperty("statusQueryGetUri").GetString()!));
    }

    internal static DurableTaskClient Client(TestHost host) => host.Services.GetRequiredService<HostState>().Client;

    internal static Task<TestHost> StartAsync(string? folder = null)
        => TestHost.StartAsync(folder, [typeof(GreetingApp)], builder => builder.Web.Services.AddSingleton<GreetingApp.Greeter>());

    internal static async Task StartGreetingAsync(TestHost host, string id)
        => Assert.Equal(202, await host.StatusAsync(HttpMethod.Post, $"/api/greetings/{id}", "function", """{"name":"Ada","age":36}"""));

    internal static async Task<(int Status, JsonElement Body, HttpResponseMessage Response)> ManageAsync(
        TestHost host, HttpMethod method, string path, string? json = null)
    {
        var response = await host.SendAsync(method, $"{Management}{(path.Length == 0 || path[0] == '?' ? "" : "/")}{path}", "system", json);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text), response);
    }
}
