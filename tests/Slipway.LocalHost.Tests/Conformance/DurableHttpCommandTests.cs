using System.Text;
using System.Text.Json;
using DurableTask.Core.History;
using Slipway.LocalHost.Tests.Hosting;
using static Slipway.LocalHost.Tests.Hosting.DurableAppTests;
using Status = Microsoft.DurableTask.Client.OrchestrationRuntimeStatus;

namespace Slipway.LocalHost.Tests.Conformance;

/// <summary>POST to instances and orchestrators: each row's answers.</summary>
public sealed class DurableHttpCommandTests : IAsyncLifetime
{
    private const string Start = DurableHttpApp.Base + "/orchestrators";

    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await TestHost.StartAsync(typeof(DurableHttpApp));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("raiseEvent/other")]
    [InlineData("terminate?reason=r")]
    [InlineData("suspend?reason=r")]
    [InlineData("terminate")]
    [InlineData("suspend")]
    public async Task A_command_to_a_running_instance_is_accepted_without_a_body(string command)
    {
        await DurableHttpApp.BringToAsync(_host, "i1", Status.Running);

        var (status, body, _) = await ManageAsync(_host, HttpMethod.Post, $"i1/{command}", "{}");

        Assert.Equal((202, JsonValueKind.Undefined), (status, body.ValueKind));
    }

    [Theory]
    [InlineData("raiseEvent/end", Status.Completed)]
    [InlineData("terminate", Status.Completed)]
    [InlineData("terminate", Status.Failed)]
    [InlineData("suspend", Status.Terminated)]
    [InlineData("resume", Status.Completed)]
    [InlineData("rewind", Status.Completed)]
    [InlineData("rewind", Status.Terminated)]
    public async Task A_command_to_an_ended_instance_is_gone(string command, Status status)
    {
        await DurableHttpApp.BringToAsync(_host, "i1", status);

        Assert.Equal(410, (await ManageAsync(_host, HttpMethod.Post, $"i1/{command}", "{}")).Status);
    }

    [Theory]
    [InlineData("raiseEvent/end")]
    [InlineData("terminate")]
    [InlineData("suspend")]
    [InlineData("resume")]
    [InlineData("rewind")]
    public async Task A_command_to_a_missing_instance_is_not_found(string command)
        => Assert.Equal(404, (await ManageAsync(_host, HttpMethod.Post, $"none/{command}", "{}")).Status);

    [Theory]
    [InlineData("{", "application/json", 400)]
    [InlineData("1", "text/plain", 400)]
    [InlineData("1", "application/xml", 400)]
    [InlineData("1", "application/json", 202)]
    [InlineData("1", "application/json; charset=utf-8", 202)]
    public async Task An_event_is_json_and_says_so(string body, string contentType, int status)
    {
        await DurableHttpApp.BringToAsync(_host, "i1", Status.Running);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{DurableHttpApp.Base}/instances/i1/raiseEvent/end");
        request.Headers.Add("x-functions-key", _host.Keys.GetProperty("system").GetString());
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        request.Content.Headers.Add("Content-Type", contentType);

        using var response = await _host.Client.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task An_event_reaches_its_waiter_as_it_was_sent()
    {
        await DurableHttpApp.BringToAsync(_host, "i1", Status.Running);

        await ManageAsync(_host, HttpMethod.Post, "i1/raiseEvent/END", """{"a":[1,"é"]}""");

        var end = await Client(_host).WaitForInstanceCompletionAsync("i1", getInputsAndOutputs: true);
        Assert.Equal("""{"a":[1,"é"]}""", JsonSerializer.Serialize(end.ReadOutputAs<JsonElement>(), Relaxed));
    }

    [Fact]
    public async Task Reasons_are_kept_in_the_history_and_the_one_of_a_termination_is_the_output()
    {
        await DurableHttpApp.BringToAsync(_host, "i1", Status.Running);

        await ManageAsync(_host, HttpMethod.Post, "i1/suspend?reason=lunch");
        await DurableHttpApp.UntilAsync(_host, "i1", Status.Suspended);
        Assert.Equal(202, (await ManageAsync(_host, HttpMethod.Post, "i1/resume?reason=back")).Status);
        await DurableHttpApp.UntilAsync(_host, "i1", Status.Running);
        await ManageAsync(_host, HttpMethod.Post, "i1/terminate?reason=enough");
        var end = await Client(_host).WaitForInstanceCompletionAsync("i1", getInputsAndOutputs: true);

        var history = await Client(_host).GetOrchestrationHistoryAsync("i1");
        Assert.Equal("lunch", Assert.Single(history.OfType<ExecutionSuspendedEvent>()).Reason);
        Assert.Equal("back", Assert.Single(history.OfType<ExecutionResumedEvent>()).Reason);
        Assert.Equal("enough", end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task To_resume_what_is_not_suspended_is_an_error()
    {
        await DurableHttpApp.BringToAsync(_host, "i1", Status.Running);

        Assert.Equal(500, (await ManageAsync(_host, HttpMethod.Post, "i1/resume")).Status);
    }

    [Fact]
    public async Task A_start_is_accepted_and_says_where_and_when_to_ask()
    {
        using var response = await _host.SendAsync(HttpMethod.Post, $"{Start}/Wait/i1", "system", "{}");

        var body = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
        Assert.Equal(202, (int)response.StatusCode);
        Assert.Equal(body.GetProperty("statusQueryGetUri").GetString(), response.Headers.Location!.OriginalString);
        Assert.Equal("10", response.Headers.RetryAfter!.ToString());
        Assert.Equal("i1", body.GetProperty("id").GetString());
        Assert.Equal(202, await _host.StatusAsync(HttpMethod.Get, response.Headers.Location.OriginalString));
    }

    [Fact]
    public async Task A_start_reads_its_input_whatever_the_case_and_a_function_writes_it_in_PascalCase()
    {
        using var response = await _host.SendAsync(
            HttpMethod.Post, $"{Start}/Echo?timeout=60&pollingInterval=1", "system", """{"name":"Ada","COUNT":2}""");

        Assert.Equal((200, """{"Name":"Ada","Count":2}"""), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task A_start_without_a_body_or_an_id_has_no_input_and_an_id_of_its_own()
    {
        var body = await _host.JsonAsync(HttpMethod.Post, $"{Start}/Echo", "system");

        var id = body.GetProperty("id").GetString()!;
        Assert.True(Guid.TryParseExact(id, "N", out _));
        var end = await Client(_host).WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);
        Assert.Null(end.SerializedInput);
    }

    [Theory]
    [InlineData("Nobody", "{}")]
    [InlineData("Echo", "{")]
    [InlineData("Echo/@entity", "{}")]
    [InlineData("Echo/a%23b", "{}")]
    public async Task A_start_of_what_is_unknown_or_with_what_is_no_json_or_no_id_is_a_bad_request(string path, string json)
        => Assert.Equal(400, await _host.StatusAsync(HttpMethod.Post, $"{Start}/{path}", "system", json));

    [Fact]
    public async Task A_start_under_the_id_of_an_active_instance_is_an_error()
    {
        await DurableHttpApp.BringToAsync(_host, "i1", Status.Running);

        Assert.Equal(500, await _host.StatusAsync(HttpMethod.Post, $"{Start}/Wait/i1", "system", "{}"));
    }

    [Fact]
    public async Task A_restart_answers_as_a_start_of_the_new_instance()
    {
        await DurableHttpApp.BringToAsync(_host, "i1", Status.Completed);

        var (status, body, response) = await ManageAsync(_host, HttpMethod.Post, "i1/restart");

        var id = body.GetProperty("id").GetString()!;
        Assert.Equal(202, status);
        Assert.NotEqual("i1", id);
        Assert.Contains($"/instances/{id}?", response.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal(
            "x", (await Client(_host).WaitForInstanceCompletionAsync(id, true)).ReadOutputAs<DurableHttpApp.Item>()!.Name);
    }

    [Theory]
    [InlineData("none/restart")]
    [InlineData("none/restart?restartWithNewInstanceId=false")]
    public async Task A_restart_of_what_is_missing_is_a_bad_request(string path)
        => Assert.Equal(400, (await ManageAsync(_host, HttpMethod.Post, path)).Status);

    [Fact]
    public async Task A_restart_of_what_runs_under_its_own_id_is_an_error_that_says_why_and_under_a_new_one_is_not()
    {
        await DurableHttpApp.BringToAsync(_host, "i1", Status.Running);

        var (status, body, _) = await ManageAsync(_host, HttpMethod.Post, "i1/restart?restartWithNewInstanceId=false");

        Assert.Equal(500, status);
        Assert.Contains("'i1' is Running", body.ToString(), StringComparison.Ordinal);
        Assert.Equal(Status.Running, (await Client(_host).GetInstanceAsync("i1"))!.RuntimeStatus);
        Assert.Equal(202, (await ManageAsync(_host, HttpMethod.Post, "i1/restart")).Status);
    }

    [Fact]
    public async Task There_is_one_owner_of_the_hub_so_making_it_primary_has_nothing_to_do()
        => Assert.Equal(200, await _host.StatusAsync(HttpMethod.Post, $"{DurableHttpApp.Base}/makeprimary", "system"));

    private static readonly JsonSerializerOptions Relaxed = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
