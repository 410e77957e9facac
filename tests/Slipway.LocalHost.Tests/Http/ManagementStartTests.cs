using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Slipway.LocalHost.Tests.Hosting;
using static Slipway.LocalHost.Tests.Hosting.DurableAppTests;

namespace Slipway.LocalHost.Tests.Http;

/// <summary>What the management API answers to those who start, restart, resume and rewind.</summary>
public sealed class ManagementStartTests : IAsyncLifetime
{
    private const string Start = "/runtime/webhooks/durabletask/orchestrators";

    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await TestHost.StartAsync(
        folder: null,
        [typeof(RequestDataApp), typeof(GreetingApp)],
        builder => builder.Web.Services.AddSingleton<GreetingApp.Greeter>());

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_start_answers_with_the_hosts_addresses()
    {
        var links = await _host.JsonAsync(HttpMethod.Post, $"{Start}/Twice/t1", "system", "21");

        Assert.Equal(
            ["id", "purgeHistoryDeleteUri", "restartPostUri", "resumePostUri", "sendEventPostUri", "statusQueryGetUri", "suspendPostUri",
                "terminatePostUri"],
            links.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
        Assert.Contains("?taskHub=TestHubName&connection=Storage&code=", links.GetProperty("statusQueryGetUri").GetString()!);
        var status = await _host.StatusAsync(HttpMethod.Get, links.GetProperty("statusQueryGetUri").GetString()!);
        Assert.True(status is 200 or 202);
    }

    [Fact]
    public async Task A_start_that_waits_answers_with_the_output_and_a_failed_one_with_its_status()
    {
        using var done = await _host.SendAsync(HttpMethod.Post, $"{Start}/Twice?timeout=60&pollingInterval=0.1", "system", "21");
        using var failed = await _host.SendAsync(HttpMethod.Post, $"{Start}/Fails?timeout=60&pollingInterval=1", "system");

        Assert.Equal((200, "42"), ((int)done.StatusCode, await done.Content.ReadAsStringAsync()));
        var status = JsonSerializer.Deserialize<JsonElement>(await failed.Content.ReadAsStringAsync());
        Assert.Equal((200, "Failed"), ((int)failed.StatusCode, status.GetProperty("runtimeStatus").GetString()));
    }

    [Fact]
    public async Task A_wait_that_ends_too_early_answers_with_the_addresses_and_one_that_makes_no_sense_is_a_bad_request()
    {
        Assert.Equal(
            202, await _host.StatusAsync(HttpMethod.Post, $"{Start}/Greet/g1?timeout=0&pollingInterval=0", "system", """{"name":"A"}"""));
        Assert.Equal(400, await _host.StatusAsync(HttpMethod.Post, $"{Start}/Twice?timeout=1&pollingInterval=2", "system", "1"));
    }

    [Fact]
    public async Task An_id_that_is_taken_is_an_error_with_its_exception()
    {
        await _host.StatusAsync(HttpMethod.Post, $"{Start}/Greet/g1", "system", """{"name":"A"}""");

        using var again = await _host.SendAsync(HttpMethod.Post, $"{Start}/Greet/g1", "system", """{"name":"A"}""");

        var error = JsonSerializer.Deserialize<JsonElement>(await again.Content.ReadAsStringAsync());
        Assert.Equal(500, (int)again.StatusCode);
        Assert.EndsWith("OrchestrationAlreadyExistsException", error.GetProperty("ExceptionType").GetString(), StringComparison.Ordinal);
        Assert.Contains("g1", error.GetProperty("ExceptionMessage").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_what_is_suspended_is_resumed_and_only_what_failed_is_rewound()
    {
        await _host.StatusAsync(HttpMethod.Post, $"{Start}/Greet/g1", "system", """{"name":"A"}""");
        await _host.StatusAsync(HttpMethod.Post, $"{Start}/Twice/t1?timeout=60&pollingInterval=1", "system", "1");

        Assert.Equal(500, (await ManageAsync(_host, HttpMethod.Post, "g1/resume")).Status);
        Assert.Equal(410, (await ManageAsync(_host, HttpMethod.Post, "t1/rewind")).Status);
        Assert.Equal(404, (await ManageAsync(_host, HttpMethod.Post, "none/rewind")).Status);
    }

    [Fact]
    public async Task A_restart_runs_again_under_a_new_id_unless_told_otherwise()
    {
        await _host.StatusAsync(HttpMethod.Post, $"{Start}/Twice/t1?timeout=60&pollingInterval=1", "system", "21");

        var (_, fresh, _) = await ManageAsync(_host, HttpMethod.Post, "t1/restart");
        var (_, same, _) = await ManageAsync(_host, HttpMethod.Post, "t1/restart?restartWithNewInstanceId=false");
        var (status, output, _) = await ManageAsync(_host, HttpMethod.Post, "t1/restart?timeout=60&pollingInterval=1");

        Assert.NotEqual("t1", fresh.GetProperty("id").GetString());
        Assert.Equal("t1", same.GetProperty("id").GetString());
        Assert.Equal((200, 42), (status, output.GetInt32()));
        Assert.Equal(400, (await ManageAsync(_host, HttpMethod.Post, "none/restart")).Status);
    }
}
