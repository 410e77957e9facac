using System.Text.Json;
using Slipway.LocalHost.Testing;
using Slipway.LocalHost.Tests.Hosting;
using static Slipway.LocalHost.Tests.Hosting.DurableAppTests;

namespace Slipway.LocalHost.Tests.Http;

/// <summary>What the management API has beyond that of Durable Functions.</summary>
public sealed class OperationsApiTests : IAsyncLifetime
{
    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("GET", "none/verify")]
    [InlineData("GET", "none/export")]
    [InlineData("GET", "none/why")]
    [InlineData("POST", "none/rewind")]
    [InlineData("POST", "none/fork")]
    [InlineData("POST", "none/rewindTo")]
    public async Task What_is_not_there_is_not_found(string method, string path)
    {
        Assert.Equal(404, (await ManageAsync(_host, new HttpMethod(method), path)).Status);
    }

    [Theory]
    [InlineData("GET", "instances/none/verify")]
    [InlineData("GET", "verify")]
    public async Task It_takes_the_system_key(string method, string path)
    {
        Assert.Equal(401, await _host.StatusAsync(new HttpMethod(method), $"/runtime/webhooks/durabletask/{path}", "function"));
    }

    [Fact]
    public async Task One_that_runs_cannot_be_rewound_and_one_that_has_completed_is_gone()
    {
        await StartGreetingAsync(_host, "g1");
        Assert.Equal(409, (await ManageAsync(_host, HttpMethod.Post, "g1/rewind?reason=why")).Status);
        await CompleteAsync("g1");

        Assert.Equal(410, (await ManageAsync(_host, HttpMethod.Post, "g1/rewind")).Status);
    }

    [Fact]
    public async Task A_history_is_verified_alone_and_with_all_others()
    {
        await StartGreetingAsync(_host, "g1");
        await CompleteAsync("g1");
        await StartGreetingAsync(_host, "g2");

        var (status, one, _) = await ManageAsync(_host, HttpMethod.Get, "g1/verify");
        var all = await _host.JsonAsync(HttpMethod.Get, "/runtime/webhooks/durabletask/verify", "system");

        Assert.Equal((200, "intact"), (status, one.GetProperty("state").GetString()));
        Assert.Equal(JsonValueKind.Null, one.GetProperty("firstAltered").ValueKind);
        Assert.Equal((2, 0), (all.GetProperty("verified").GetInt32(), all.GetProperty("found").GetArrayLength()));
    }

    [Fact]
    public async Task A_run_is_exported_as_a_file_that_can_be_replayed()
    {
        await StartGreetingAsync(_host, "g1");
        await CompleteAsync("g1");

        var (status, body, response) = await ManageAsync(_host, HttpMethod.Get, "g1/export");

        Assert.Equal((200, "application/json"), (status, response.Content.Headers.ContentType!.MediaType));
        Assert.Equal(("durable-history", 1), (body.GetProperty("format").GetString(), body.GetProperty("version").GetInt32()));
        Assert.Equal("g1", OrchestrationReplay.Parse(body.GetRawText()).InstanceId);
    }

    [Fact]
    public async Task Why_an_instance_waits_is_told_alone_and_in_its_status_when_asked()
    {
        await StartGreetingAsync(_host, "g1");
        while ((await Client(_host).GetInstanceAsync("g1", getInputsAndOutputs: true))!.SerializedCustomStatus is null)
        {
            await Task.Yield();
        }

        var (status, why, _) = await ManageAsync(_host, HttpMethod.Get, "g1/why");
        var shown = (await ManageAsync(_host, HttpMethod.Get, "g1?showWhy=true")).Body;
        var listed = (await ManageAsync(_host, HttpMethod.Get, "?showWhy=true")).Body[0];
        var quiet = (await ManageAsync(_host, HttpMethod.Get, "g1")).Body;

        Assert.Equal(200, status);
        Assert.Contains("event 'reply' since", why.GetProperty("waitingFor").GetString());
        Assert.Equal(JsonValueKind.String, why.GetProperty("since").ValueKind);
        Assert.Contains("event 'reply'", shown.GetProperty("why").GetProperty("waitingFor").GetString());
        Assert.True(listed.TryGetProperty("why", out _));
        Assert.False(quiet.TryGetProperty("why", out _));
    }

    [Fact]
    public async Task A_fork_is_accepted_with_where_to_look()
    {
        await StartGreetingAsync(_host, "g1");
        await CompleteAsync("g1");

        var (status, body, response) = await ManageAsync(
            _host, HttpMethod.Post, "g1/fork", """{"afterTask":0,"newInstanceId":"g2","newInput":{"Text":"Hello, Bob","From":"me"}}""");
        await ManageAsync(_host, HttpMethod.Post, "g2/raiseEvent/reply", "\"Hm\"");
        await Client(_host).WaitForInstanceCompletionAsync("g2");

        Assert.Equal((202, "g2"), (status, body.GetProperty("id").GetString()));
        Assert.Contains("/instances/g2?", response.Headers.Location!.ToString());
        var output = (await ManageAsync(_host, HttpMethod.Get, "g2")).Body.GetProperty("output");
        Assert.Equal("""["Hello, Bob","me","Hm"]""", output.GetRawText());
    }

    [Theory]
    [InlineData("""{}""", 400, "afterEvent")]
    [InlineData("""{"afterTask":99}""", 400, "has not finished")]
    [InlineData("""{"afterTask":0,"after":1}""", 400, "after")]
    [InlineData("""{"afterTask":"first"}""", 400, "The body must be JSON")]
    [InlineData("""{""", 400, "The body must be JSON")]
    [InlineData("""{"afterTask":0,"newInstanceId":"a/b"}""", 400, "instance id")]
    [InlineData("""{"afterTask":0,"newInstanceId":"g1"}""", 409, "already")]
    public async Task A_fork_that_cannot_be_is_refused_with_what_would_be_right(string body, int expected, string words)
    {
        await StartGreetingAsync(_host, "g1");
        await CompleteAsync("g1");

        var (status, answer, _) = await ManageAsync(_host, HttpMethod.Post, "g1/fork", body);

        Assert.Equal(expected, status);
        Assert.Contains(words, answer.GetProperty("Message").GetString());
    }

    [Fact]
    public async Task A_run_is_rewound_to_a_step_and_goes_on_from_there()
    {
        await StartGreetingAsync(_host, "g1");
        await CompleteAsync("g1");

        var (status, body, _) = await ManageAsync(
            _host, HttpMethod.Post, "g1/rewindTo", """{"afterTask":0,"reason":"a better answer","by":"ann"}""");
        var running = (await ManageAsync(_host, HttpMethod.Get, "g1")).Body.GetProperty("runtimeStatus").GetString();
        await ManageAsync(_host, HttpMethod.Post, "g1/raiseEvent/reply", "\"Hm\"");
        await Client(_host).WaitForInstanceCompletionAsync("g1");

        Assert.Equal((202, "g1"), (status, body.GetProperty("id").GetString()));
        Assert.Contains(running, (string[])["Running", "Pending"]);
        Assert.Contains("Hm", (await ManageAsync(_host, HttpMethod.Get, "g1")).Body.GetProperty("output").GetRawText());
        var rewind = (await ManageAsync(_host, HttpMethod.Get, "g1/verify")).Body.GetProperty("rewinds")[0];
        Assert.Equal(("a better answer", "ann"), (rewind.GetProperty("reason").GetString(), rewind.GetProperty("by").GetString()));
    }

    [Theory]
    [InlineData("""{}""", "afterEvent")]
    [InlineData("""{"afterTask":99}""", "has not finished")]
    [InlineData("""{"afterTask":0,"newInput":1}""", "newInput")]
    [InlineData("""[]""", "The body must be JSON")]
    [InlineData("", "The body must be JSON")]
    public async Task A_rewind_to_no_step_is_refused_with_what_would_be_right(string body, string words)
    {
        await StartGreetingAsync(_host, "g1");

        var (status, answer, _) = await ManageAsync(_host, HttpMethod.Post, "g1/rewindTo", body);

        Assert.Equal(400, status);
        Assert.Contains(words, answer.GetProperty("Message").GetString());
    }

    private async Task CompleteAsync(string id)
    {
        Assert.Equal(202, (await ManageAsync(_host, HttpMethod.Post, $"{id}/raiseEvent/reply", "\"Hi\"")).Status);
        await Client(_host).WaitForInstanceCompletionAsync(id);
    }
}
