using System.Text.Json;
using Slipway.LocalHost.Tests.Hosting;
using static Slipway.LocalHost.Tests.Hosting.DurableAppTests;
using Status = Microsoft.DurableTask.Client.OrchestrationRuntimeStatus;

namespace Slipway.LocalHost.Tests.Conformance;

/// <summary>GET and DELETE of instances: each row's answers.</summary>
public sealed class DurableHttpStatusTests : IAsyncLifetime
{
    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await TestHost.StartAsync(typeof(DurableHttpApp));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData(Status.Pending, 202)]
    [InlineData(Status.Running, 202)]
    [InlineData(Status.Suspended, 202)]
    [InlineData(Status.Completed, 200)]
    [InlineData(Status.Failed, 200)]
    [InlineData(Status.Terminated, 200)]
    public async Task Each_status_has_its_code_and_only_what_goes_on_says_where_and_when_to_ask_again(Status status, int code)
    {
        await DurableHttpApp.BringToAsync(_host, "i1", status);

        var (answer, body, response) = await ManageAsync(_host, HttpMethod.Get, "i1");

        Assert.Equal((code, status.ToString()), (answer, body.GetProperty("runtimeStatus").GetString()));
        Assert.Equal(code == 202, response.Headers.Location is not null);
        Assert.Equal(code == 202 ? "5" : null, response.Headers.RetryAfter?.ToString());
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType!.ToString());
    }

    [Theory]
    [InlineData(Status.Failed, "true", 500)]
    [InlineData(Status.Failed, "false", 200)]
    [InlineData(Status.Completed, "true", 200)]
    [InlineData(Status.Terminated, "true", 200)]
    public async Task A_failure_is_an_error_when_asked_for(Status status, string asked, int code)
    {
        await DurableHttpApp.BringToAsync(_host, "i1", status);

        Assert.Equal(code, (await ManageAsync(_host, HttpMethod.Get, $"i1?returnInternalServerErrorOnFailure={asked}")).Status);
    }

    [Fact]
    public async Task The_location_is_the_address_that_was_asked_with_its_query()
    {
        await DurableHttpApp.BringToAsync(_host, "i1", Status.Running);
        var address = $"{_host.Url}{DurableHttpApp.Base}/instances/i1?taskHub=TestHubName&connection=Storage&code="
            + _host.Keys.GetProperty("system").GetString();

        using var response = await _host.Client.GetAsync(address);

        Assert.Equal(address, response.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_status_has_these_properties_and_no_others()
    {
        await DurableHttpApp.BringToAsync(_host, "i1", Status.Running);

        var (_, body, _) = await ManageAsync(_host, HttpMethod.Get, "i1");

        Assert.Equal(
            ["name", "instanceId", "runtimeStatus", "input", "customStatus", "output", "createdTime", "lastUpdatedTime"],
            body.EnumerateObject().Select(property => property.Name));
        Assert.Equal("""{"Name":"x","Count":1}""", body.GetProperty("input").GetRawText());
        Assert.Equal("""{"Step":1}""", body.GetProperty("customStatus").GetRawText());
        Assert.Equal(JsonValueKind.Null, body.GetProperty("output").ValueKind);
        Assert.All(
            ["createdTime", "lastUpdatedTime"],
            name => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", body.GetProperty(name).GetString()!));
    }

    [Theory]
    [InlineData("?SHOWINPUT=false", JsonValueKind.Null)]
    [InlineData("?showInput=true", JsonValueKind.Object)]
    [InlineData("", JsonValueKind.Object)]
    public async Task An_input_is_shown_unless_it_is_not_wanted_and_names_in_the_query_ignore_case(string query, JsonValueKind kind)
    {
        await DurableHttpApp.BringToAsync(_host, "i1", Status.Completed);

        Assert.Equal(kind, (await ManageAsync(_host, HttpMethod.Get, "i1" + query)).Body.GetProperty("input").ValueKind);
        Assert.Equal(kind, (await ManageAsync(_host, HttpMethod.Get, query)).Body[0].GetProperty("input").ValueKind);
    }

    [Fact]
    public async Task The_output_of_a_failed_instance_says_why()
    {
        await DurableHttpApp.BringToAsync(_host, "i1", Status.Failed);

        var (_, body, _) = await ManageAsync(_host, HttpMethod.Get, "i1");

        Assert.Equal("System.InvalidTimeZoneException: i1", body.GetProperty("output").GetString());
    }

    [Fact]
    public async Task A_history_is_shown_when_wanted_and_its_outputs_only_when_they_are_too()
    {
        await DurableHttpApp.BringToAsync(_host, "i1", Status.Completed);

        var without = (await ManageAsync(_host, HttpMethod.Get, "i1")).Body;
        var bare = (await ManageAsync(_host, HttpMethod.Get, "i1?showHistory=true")).Body.GetProperty("historyEvents");
        var full = (await ManageAsync(_host, HttpMethod.Get, "i1?showHistory=true&showHistoryOutput=true")).Body
            .GetProperty("historyEvents");

        Assert.False(without.TryGetProperty("historyEvents", out _));
        Assert.Equal(["ExecutionStarted", "ExecutionCompleted"], Kinds(bare));
        Assert.All(bare.EnumerateArray(), value => Assert.False(value.TryGetProperty("Result", out _)));
        Assert.Equal(["ExecutionStarted", "ExecutionCompleted"], Kinds(full));
        var end = full.EnumerateArray().Single(value => value.GetProperty("EventType").GetString() == "ExecutionCompleted");
        Assert.Equal("Completed", end.GetProperty("OrchestrationStatus").GetString());
        Assert.Equal("x", end.GetProperty("Result").GetProperty("Name").GetString());

        static IEnumerable<string?> Kinds(JsonElement events)
            => events.EnumerateArray().Select(value => value.GetProperty("EventType").GetString())
                .Where(kind => kind is not ("OrchestratorStarted" or "OrchestratorCompleted"));
    }

    [Fact]
    public async Task What_is_missing_is_said_in_a_message()
    {
        var (status, body, _) = await ManageAsync(_host, HttpMethod.Get, "none");

        Assert.Equal(404, status);
        Assert.Contains("'none'", body.GetProperty("Message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_takes_several_statuses_a_prefix_and_times()
    {
        await DurableHttpApp.BringToAsync(_host, "a1", Status.Completed);
        await DurableHttpApp.BringToAsync(_host, "a2", Status.Running);
        await DurableHttpApp.BringToAsync(_host, "b1", Status.Failed);

        Assert.Equal(["a1", "a2", "b1"], await IdsAsync(string.Empty));
        Assert.Equal(["a1", "b1"], await IdsAsync("?runtimeStatus=Completed,failed"));
        Assert.Equal(["a1", "a2"], await IdsAsync("?instanceIdPrefix=a"));
        Assert.Equal(["a1", "a2", "b1"], await IdsAsync("?createdTimeFrom=2020-01-01T00:00:00Z&createdTimeTo=2200-01-01T00:00:00Z"));
        Assert.Empty(await IdsAsync("?createdTimeFrom=2200-01-01T00:00:00Z"));
        Assert.Empty(await IdsAsync("?createdTimeTo=2020-01-01T00:00:00Z"));
    }

    [Fact]
    public async Task The_continuation_header_is_empty_at_the_end_of_a_list()
    {
        await DurableHttpApp.BringToAsync(_host, "a1", Status.Completed);

        var (status, _, response) = await ManageAsync(_host, HttpMethod.Get, "?top=10");

        Assert.Equal(200, status);
        Assert.Equal(string.Empty, Assert.Single(response.Headers.NonValidated["x-ms-continuation-token"]));
    }

    [Fact]
    public async Task A_deletion_says_how_many_were_deleted_and_a_second_one_finds_none()
    {
        await DurableHttpApp.BringToAsync(_host, "i1", Status.Completed);

        using var response = await _host.SendAsync(HttpMethod.Delete, $"{DurableHttpApp.Base}/instances/i1", "system");

        Assert.Equal((200, """{"instancesDeleted":1}"""), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
        Assert.Equal(404, (await ManageAsync(_host, HttpMethod.Delete, "i1")).Status);
    }

    [Fact]
    public async Task A_deletion_of_many_needs_the_earliest_time_and_takes_a_latest_one_and_statuses()
    {
        await DurableHttpApp.BringToAsync(_host, "a1", Status.Completed);
        await DurableHttpApp.BringToAsync(_host, "a2", Status.Failed);
        await DurableHttpApp.BringToAsync(_host, "a3", Status.Running);

        Assert.Equal(400, (await ManageAsync(_host, HttpMethod.Delete, "?runtimeStatus=Failed")).Status);
        Assert.Equal(404, (await ManageAsync(
            _host, HttpMethod.Delete, "?createdTimeFrom=2020-01-01T00:00:00Z&createdTimeTo=2020-01-02T00:00:00Z")).Status);
        var failed = await ManageAsync(_host, HttpMethod.Delete, "?createdTimeFrom=2020-01-01T00:00:00Z&runtimeStatus=Failed");
        Assert.Equal((200, 1), (failed.Status, failed.Body.GetProperty("instancesDeleted").GetInt32()));
        Assert.Equal(1, (await ManageAsync(_host, HttpMethod.Delete, "?createdTimeFrom=2020-01-01T00:00:00Z")).Body
            .GetProperty("instancesDeleted").GetInt32());
        Assert.Equal(["a3"], await IdsAsync(string.Empty));
    }

    private async Task<IEnumerable<string?>> IdsAsync(string query)
        => (await ManageAsync(_host, HttpMethod.Get, query)).Body.EnumerateArray()
            .Select(item => item.GetProperty("instanceId").GetString()).Order(StringComparer.Ordinal);
}
