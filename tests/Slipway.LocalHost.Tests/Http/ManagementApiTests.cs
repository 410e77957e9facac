using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Tests.Hosting;
using static Slipway.LocalHost.Tests.Hosting.DurableAppTests;

namespace Slipway.LocalHost.Tests.Http;

/// <summary>The durable management API, as the real host answers.</summary>
public sealed class ManagementApiTests : IAsyncLifetime
{
    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData(null, 401)]
    [InlineData("function", 401)]
    [InlineData("system", 404)]
    [InlineData("master", 404)]
    public async Task It_takes_the_system_key(string? key, int status)
    {
        Assert.Equal(status, await _host.StatusAsync(HttpMethod.Get, "/runtime/webhooks/durabletask/instances/none", key));
    }

    [Fact]
    public async Task A_running_instance_is_accepted_with_where_and_when_to_ask_again()
    {
        await StartGreetingAsync(_host, "g1");
        await WaitForStatusAsync("g1");

        var (status, body, response) = await ManageAsync(_host, HttpMethod.Get, "g1");

        Assert.Equal(202, status);
        Assert.Equal($"{_host.Url}/runtime/webhooks/durabletask/instances/g1", response.Headers.Location!.ToString());
        Assert.Equal("5", Assert.Single(response.Headers.GetValues("Retry-After")));
        Assert.Equal("Running", body.GetProperty("runtimeStatus").GetString());
        Assert.Equal("Greet", body.GetProperty("name").GetString());
        Assert.Equal("Ada", body.GetProperty("input").GetProperty("Name").GetString());
        Assert.True(body.GetProperty("customStatus").GetProperty("waiting").GetBoolean());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", body.GetProperty("createdTime").GetString()!);
        Assert.False(body.TryGetProperty("historyEvents", out _));
    }

    [Fact]
    public async Task Input_and_history_are_shown_or_not_as_asked()
    {
        await StartGreetingAsync(_host, "g1");
        await WaitForStatusAsync("g1");

        var (_, body, _) = await ManageAsync(_host, HttpMethod.Get, "g1?showInput=false&showHistory=true");

        Assert.Equal(JsonValueKind.Null, body.GetProperty("input").ValueKind);
        var events = body.GetProperty("historyEvents").EnumerateArray().Select(e => e.GetProperty("EventType").GetString()).ToList();
        Assert.Contains("ExecutionStarted", events);
        Assert.Contains("TaskCompleted", events);
    }

    [Fact]
    public async Task A_list_is_narrowed_by_name_and_by_tag()
    {
        foreach (var team in new[] { "red", "blue" })
        {
            await Client(_host).ScheduleNewOrchestrationInstanceAsync(
                "Greet", input: null, new StartOrchestrationOptions(team) { Tags = new Dictionary<string, string> { ["team"] = team } });
        }

        Assert.Equal(["red"], await IdsAsync("?tag=team:red"));
        Assert.Equal(["red", "blue"], await IdsAsync("?name=Greet"));
        Assert.Empty(await IdsAsync("?name=Nobody"));
        Assert.Equal(400, (await ManageAsync(_host, HttpMethod.Get, "?tag=red")).Status);

        async Task<IEnumerable<string?>> IdsAsync(string query) =>
            (await ManageAsync(_host, HttpMethod.Get, query)).Body.EnumerateArray()
                .Select(item => item.GetProperty("instanceId").GetString());
    }

    [Fact]
    public async Task An_event_completes_it_and_a_later_one_is_gone()
    {
        await StartGreetingAsync(_host, "g1");

        Assert.Equal(202, (await ManageAsync(_host, HttpMethod.Post, "g1/raiseEvent/REPLY", "\"Hi\"")).Status);
        await Client(_host).WaitForInstanceCompletionAsync("g1");
        var (status, body, _) = await ManageAsync(_host, HttpMethod.Get, "g1");

        Assert.Equal(200, status);
        Assert.Equal("Hi", body.GetProperty("output")[2].GetString());
        Assert.Equal(410, (await ManageAsync(_host, HttpMethod.Post, "g1/raiseEvent/reply", "\"Hi\"")).Status);
        Assert.Equal(410, (await ManageAsync(_host, HttpMethod.Post, "g1/terminate")).Status);
    }

    [Fact]
    public async Task A_broken_or_foreign_event_body_is_a_bad_request()
    {
        await StartGreetingAsync(_host, "g1");

        Assert.Equal(400, (await ManageAsync(_host, HttpMethod.Post, "g1/raiseEvent/reply", "{")).Status);
        using var text = new HttpRequestMessage(HttpMethod.Post, "/runtime/webhooks/durabletask/instances/g1/raiseEvent/reply")
        {
            Content = new StringContent("hello"),
        };
        text.Headers.Add("x-functions-key", _host.Keys.GetProperty("system").GetString());
        using var response = await _host.Client.SendAsync(text);
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("application/json", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task It_suspends_resumes_and_terminates()
    {
        await StartGreetingAsync(_host, "g1");
        await WaitForStatusAsync("g1");

        Assert.Equal(202, (await ManageAsync(_host, HttpMethod.Post, "g1/suspend?reason=lunch")).Status);
        await WaitForAsync("g1", instance => instance.RuntimeStatus == OrchestrationRuntimeStatus.Suspended);
        Assert.Equal("Suspended", (await ManageAsync(_host, HttpMethod.Get, "g1")).Body.GetProperty("runtimeStatus").GetString());
        Assert.Equal(202, (await ManageAsync(_host, HttpMethod.Post, "g1/resume?reason=back")).Status);
        await WaitForAsync("g1", instance => instance.RuntimeStatus == OrchestrationRuntimeStatus.Running);
        Assert.Equal(202, (await ManageAsync(_host, HttpMethod.Post, "g1/terminate?reason=enough")).Status);
        await Client(_host).WaitForInstanceCompletionAsync("g1");

        var (status, body, _) = await ManageAsync(_host, HttpMethod.Get, "g1");
        Assert.Equal(200, status);
        Assert.Equal("Terminated", body.GetProperty("runtimeStatus").GetString());
        Assert.Equal("enough", body.GetProperty("output").GetString());
    }

    [Theory]
    [InlineData("GET", "none")]
    [InlineData("DELETE", "none")]
    [InlineData("POST", "none/raiseEvent/x")]
    [InlineData("POST", "none/terminate")]
    [InlineData("POST", "none/suspend")]
    [InlineData("POST", "none/resume")]
    [InlineData("POST", "none/dance")]
    public async Task What_is_not_there_is_not_found(string method, string path)
    {
        Assert.Equal(404, (await ManageAsync(_host, new HttpMethod(method), path)).Status);
    }

    [Fact]
    public async Task What_a_route_does_not_take_and_where_there_is_none_is_not_found_and_says_so_as_the_durable_extension_does()
    {
        (HttpMethod Method, string Path)[] wrong =
        [
            (HttpMethod.Put, "/instances/none"), (HttpMethod.Get, "/instances/none/terminate"), (HttpMethod.Get, "/nothing"),
        ];
        foreach (var (method, path) in wrong)
        {
            using var answer = await _host.SendAsync(method, $"/runtime/webhooks/durabletask{path}", "system");
            var body = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());

            Assert.Equal(404, (int)answer.StatusCode);
            Assert.Equal("application/json; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
            Assert.Equal(
                $"There is no function at {method} /runtime/webhooks/durabletask{path}.", body.GetProperty("Message").GetString());
            Assert.Single(body.EnumerateObject());
            Assert.False(answer.Content.Headers.Contains("Allow"));
        }
    }

    [Fact]
    public async Task A_caller_without_a_key_hears_it_in_the_same_form()
    {
        using var answer = await _host.SendAsync(HttpMethod.Get, "/runtime/webhooks/durabletask/instances");

        Assert.Equal(401, (int)answer.StatusCode);
        var body = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());
        Assert.Contains("This needs a key", body.GetProperty("Message").GetString());
    }

    [Fact]
    public async Task Instances_are_listed_by_prefix_and_status_page_by_page()
    {
        foreach (var id in new[] { "a1", "a2", "b1" })
        {
            await StartGreetingAsync(_host, id);
            await WaitForStatusAsync(id);
        }

        var (_, first, response) = await ManageAsync(_host, HttpMethod.Get, "?instanceIdPrefix=a&runtimeStatus=Running,Pending&top=1");
        var token = Assert.Single(response.Headers.GetValues("x-ms-continuation-token"));
        using var next = new HttpRequestMessage(
            HttpMethod.Get, "/runtime/webhooks/durabletask/instances?instanceIdPrefix=a&runtimeStatus=Running,Pending&top=1");
        next.Headers.Add("x-functions-key", _host.Keys.GetProperty("system").GetString());
        next.Headers.Add("x-ms-continuation-token", token);
        using var answer = await _host.Client.SendAsync(next);
        var second = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());

        var ids = first.EnumerateArray().Concat(second.EnumerateArray()).Select(item => item.GetProperty("instanceId").GetString());
        Assert.Equal(["a1", "a2"], ids.Order(StringComparer.Ordinal));
        Assert.Empty((await ManageAsync(_host, HttpMethod.Get, "?runtimeStatus=failed")).Body.EnumerateArray());
    }

    [Theory]
    [InlineData("?runtimeStatus=dancing")]
    [InlineData("?createdTimeFrom=yesterday")]
    [InlineData("?top=0")]
    [InlineData("?top=100000")]
    [InlineData("?showInput=maybe")]
    public async Task A_query_value_that_is_none_is_a_bad_request(string query)
    {
        Assert.Equal(400, (await ManageAsync(_host, HttpMethod.Get, query)).Status);
    }

    [Fact]
    public async Task Ended_instances_are_purged_one_by_one_or_by_time()
    {
        foreach (var id in new[] { "a1", "a2" })
        {
            await StartGreetingAsync(_host, id);
            await ManageAsync(_host, HttpMethod.Post, $"{id}/raiseEvent/reply", "\"x\"");
            await Client(_host).WaitForInstanceCompletionAsync(id);
        }

        var (status, body, _) = await ManageAsync(_host, HttpMethod.Delete, "a1");

        Assert.Equal((200, 1), (status, body.GetProperty("instancesDeleted").GetInt32()));
        Assert.Equal(404, (await ManageAsync(_host, HttpMethod.Get, "a1")).Status);
        Assert.Equal(400, (await ManageAsync(_host, HttpMethod.Delete, string.Empty)).Status);
        Assert.Equal(200, (await ManageAsync(_host, HttpMethod.Delete, "?createdTimeFrom=2020-01-01T00:00:00Z")).Status);
        Assert.Equal(404, (await ManageAsync(_host, HttpMethod.Delete, "?createdTimeFrom=2020-01-01T00:00:00Z")).Status);
    }

    [Fact]
    public async Task An_orchestrator_is_started_by_name_and_an_unknown_one_is_a_bad_request()
    {
        var start = "/runtime/webhooks/durabletask/orchestrators";

        using var response = await _host.SendAsync(HttpMethod.Post, $"{start}/greet/mine", "system", """{"name":"Bob","age":1}""");

        Assert.Equal(202, (int)response.StatusCode);
        Assert.Contains("/instances/mine?taskHub=", response.Headers.Location!.ToString());
        Assert.Equal(400, await _host.StatusAsync(HttpMethod.Post, $"{start}/nobody", "system"));
    }

    // The custom status is set once the first activity is done and the orchestration waits.
    private Task WaitForStatusAsync(string id) => WaitForAsync(id, instance => instance.SerializedCustomStatus is not null);

    private async Task WaitForAsync(string id, Func<OrchestrationMetadata, bool> condition)
    {
        while (!condition((await Client(_host).GetInstanceAsync(id, getInputsAndOutputs: true))!))
        {
            await Task.Yield();
        }
    }
}
