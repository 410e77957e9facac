using System.Text.Json;
using Slipway.LocalHost.Tests.Hosting;
using Status = Microsoft.DurableTask.Client.OrchestrationRuntimeStatus;

namespace Slipway.LocalHost.Tests.Conformance;

/// <summary>CreateCheckStatusResponseAsync, CreateHttpManagementPayload and WaitForCompletionOrCreateCheckStatusResponseAsync.</summary>
public sealed class CheckStatusTests : IAsyncLifetime
{
    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await TestHost.StartAsync(typeof(DurableHttpApp));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("", 202)]
    [InlineData("?status=200", 200)]
    [InlineData("?status=418", 418)]
    public async Task Its_status_is_202_or_the_given_one(string query, int status)
        => Assert.Equal(status, await _host.StatusAsync(HttpMethod.Get, "/api/check/i1" + query));

    [Theory]
    [InlineData(null, null, null, null)]
    [InlineData("for=1.2.3.4;host=front.example;proto=https", null, null, "https://front.example")]
    [InlineData("host=\"front.example:8443\";proto=https", "http", "other.example", "https://front.example:8443")]
    [InlineData(null, "https", null, "https://{authority}")]
    [InlineData(null, "https", "back.example", "https://back.example")]
    public async Task Its_base_is_the_forwarded_address_and_else_the_requests_own(
        string? forwarded, string? proto, string? host, string? expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/check/i1");
        foreach (var (name, value) in new[] { ("Forwarded", forwarded), ("X-Forwarded-Proto", proto), ("X-Forwarded-Host", host) })
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var response = await _host.Client.SendAsync(request);

        var origin = expected?.Replace("{authority}", new Uri(_host.Url).Authority) ?? _host.Url;
        Assert.StartsWith($"{origin}{DurableHttpApp.Base}/instances/i1?", response.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Its_addresses_carry_the_escaped_id_and_the_system_key_alone()
    {
        using var response = await _host.SendAsync(HttpMethod.Get, "/api/check/a%20b%C3%A9");

        var text = await response.Content.ReadAsStringAsync();
        var body = JsonSerializer.Deserialize<Dictionary<string, string>>(text)!;
        var code = "code=" + _host.Keys.GetProperty("system").GetString();
        var instance = $"{_host.Url}{DurableHttpApp.Base}/instances/a%20b%C3%A9";
        Assert.Equal("a bé", body["Id"]);
        Assert.Equal($"{instance}?{code}", body["StatusQueryGetUri"]);
        Assert.Equal($"{instance}/raiseEvent/{{eventName}}?{code}", body["SendEventPostUri"]);
        Assert.Equal($"{instance}/terminate?reason={{text}}&{code}", body["TerminatePostUri"]);
        Assert.Equal($"{instance}/rewind?reason={{text}}&{code}", body["RewindPostUri"]);
        Assert.Equal($"{instance}?{code}", body["PurgeHistoryDeleteUri"]);
        Assert.Equal($"{instance}/restart?{code}", body["RestartPostUri"]);
        Assert.Equal($"{instance}/suspend?reason={{text}}&{code}", body["SuspendPostUri"]);
        Assert.Equal($"{instance}/resume?reason={{text}}&{code}", body["ResumePostUri"]);
        Assert.Equal(9, body.Count);
        Assert.Contains(@"\u0026", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_has_no_time_to_ask_again_and_a_plain_content_type()
    {
        using var response = await _host.SendAsync(HttpMethod.Get, "/api/check/i1");

        Assert.Null(response.Headers.RetryAfter);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task A_payload_without_a_request_has_the_hosts_own_address()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/urls/i1");
        request.Headers.TryAddWithoutValidation("X-Forwarded-Host", "front.example");

        using var response = await _host.Client.SendAsync(request);

        var body = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
        Assert.StartsWith($"{_host.Url}{DurableHttpApp.Base}/instances/i1?", body.GetProperty("StatusQueryGetUri").GetString());
    }

    [Theory]
    [InlineData(Status.Completed, false, 200)]
    [InlineData(Status.Failed, false, 200)]
    [InlineData(Status.Failed, true, 500)]
    [InlineData(Status.Terminated, true, 200)]
    public async Task A_wait_for_an_ended_instance_answers_with_its_metadata(Status status, bool asError, int code)
    {
        await DurableHttpApp.BringToAsync(_host, "i1", status);

        using var response = await _host.SendAsync(HttpMethod.Get, $"/api/complete/i1?asError={asError}");

        var body = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
        Assert.Equal(code, (int)response.StatusCode);
        Assert.Equal(
            ["Name", "InstanceId", "CreatedAt", "LastUpdatedAt", "RuntimeStatus", "SerializedInput", "SerializedOutput",
                "SerializedCustomStatus"],
            body.EnumerateObject().Select(property => property.Name));
        Assert.Equal("""{"Name":"x","Count":1}""", body.GetProperty("SerializedInput").GetString());
    }

    [Fact]
    public async Task A_wait_that_is_cancelled_answers_with_the_addresses()
    {
        await DurableHttpApp.BringToAsync(_host, "i1", Status.Running);

        using var response = await _host.SendAsync(HttpMethod.Get, "/api/complete/i1?cancelled=true");

        Assert.Equal(202, (int)response.StatusCode);
        Assert.Contains("/instances/i1?", response.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }
}
