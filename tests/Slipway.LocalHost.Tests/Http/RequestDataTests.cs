using System.Text;
using System.Text.Json;
using Slipway.LocalHost.Tests.Hosting;

namespace Slipway.LocalHost.Tests.Http;

public sealed class RequestDataTests : IAsyncLifetime
{
    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await TestHost.StartAsync(typeof(RequestDataApp));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_function_reads_the_workers_request_and_gives_its_answer()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/echo/ada?q=a%20b")
        {
            Content = new StringContent("""{"one":1,"two":2}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Cookie", "c=42");

        using var response = await _host.Client.SendAsync(request);

        Assert.Equal(201, (int)response.StatusCode);
        Assert.Equal("ada", Assert.Single(response.Headers.GetValues("X-Name")));
        Assert.StartsWith("seen=42", Assert.Single(response.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("""{"Sum":3,"Query":"a b","Method":"POST"}""", await response.Content.ReadAsStringAsync());
        Assert.Equal("plain", await _host.Client.GetStringAsync("/api/text"));
    }

    [Fact]
    public async Task A_function_reads_and_writes_with_a_serializer_of_its_own_and_logs_a_metric()
    {
        using var answer = await _host.SendAsync(HttpMethod.Post, "/api/camel", json: """{"leftSide":7}""");
        using var empty = await _host.SendAsync(HttpMethod.Post, "/api/camel");

        Assert.Equal("""{"leftSide":7}""", await answer.Content.ReadAsStringAsync());
        Assert.Equal("application/vnd.point+json", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("\"nothing\"", await empty.Content.ReadAsStringAsync());
        Assert.Equal("application/json", empty.Content.Headers.ContentType!.MediaType);
        Assert.Contains("points = 1.5", _host.Logs.Lines);
    }

    [Fact]
    public async Task A_check_status_response_is_the_real_extensions()
    {
        using var response = await _host.SendAsync(HttpMethod.Post, "/api/start");

        var body = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
        var code = "code=" + _host.Keys.GetProperty("system").GetString();
        var instance = $"{_host.Url}/runtime/webhooks/durabletask/instances/s1";
        Assert.Equal(202, (int)response.StatusCode);
        Assert.Equal($"{instance}?{code}", response.Headers.Location!.ToString());
        Assert.False(response.Headers.Contains("Retry-After"));
        Assert.Equal("application/json", response.Content.Headers.ContentType!.ToString());
        Assert.Equal(
            ["Id", "PurgeHistoryDeleteUri", "RestartPostUri", "ResumePostUri", "RewindPostUri", "SendEventPostUri", "StatusQueryGetUri",
                "SuspendPostUri", "TerminatePostUri"],
            body.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
        Assert.Equal($"{instance}/terminate?reason={{text}}&{code}", body.GetProperty("TerminatePostUri").GetString());
    }

    [Theory]
    [InlineData("Twice", 200, "Completed")]
    [InlineData("Fails", 500, "Failed")]
    public async Task A_wait_answers_with_the_ended_instance(string orchestrator, int status, string runtimeStatus)
    {
        using var response = await _host.SendAsync(HttpMethod.Post, $"/api/wait/{orchestrator}");

        var body = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(runtimeStatus, body.GetProperty("RuntimeStatus").GetString());
        Assert.Equal("21", body.GetProperty("SerializedInput").GetString());
    }
}
