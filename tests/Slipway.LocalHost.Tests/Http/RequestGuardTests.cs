using Slipway.LocalHost.Tests.Hosting;

namespace Slipway.LocalHost.Tests.Http;

/// <summary>Only requests meant for this host come in.</summary>
public sealed class RequestGuardTests
{
    [Theory]
    [InlineData("localhost", 200)]
    [InlineData("localhost:9", 200)]
    [InlineData("127.0.0.1", 200)]
    [InlineData("127.9.9.9:80", 200)]
    [InlineData("[::1]:80", 200)]
    [InlineData("build.example", 200)]
    [InlineData("evil.example", 403)]
    [InlineData("localhost.evil.example", 403)]
    [InlineData("10.0.0.1", 403)]
    public async Task The_host_header_must_be_loopback_or_configured(string name, int status)
    {
        await using var host = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/text/a") { Headers = { Host = name } };
        using var response = await host.Client.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("self", 200)]
    [InlineData("https://board.example", 200)]
    [InlineData("https://evil.example", 403)]
    [InlineData("http://localhost:1", 403)]
    [InlineData("null", 403)]
    public async Task A_pages_origin_must_be_the_hosts_or_configured(string origin, int status)
    {
        await using var host = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/text/a");
        request.Headers.Add("Origin", origin == "self" ? host.Url : origin);
        using var response = await host.Client.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(origin == "https://board.example", response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    private static Task<TestHost> StartAsync()
        => TestHost.StartAsync(
            folder: null,
            [typeof(TextApp)],
            configure: null,
            "--LocalHost:AllowedHosts",
            "build.example, other.example",
            "--LocalHost:AllowedOrigins",
            "https://board.example/");
}
