using Slipway.LocalHost.Hosting;
using Slipway.LocalHost.Http;

namespace Slipway.LocalHost.Tests.Http;

public sealed class ListenUrlsTests
{
    [Theory]
    [InlineData(null, "http://127.0.0.1:7071")]
    [InlineData("", "http://127.0.0.1:7071")]
    [InlineData("http://localhost:0", "http://127.0.0.1:0")]
    [InlineData("http://0.0.0.0:80;http://[::1]:81", "http://0.0.0.0:80|http://[::1]:81")]
    public void Loopback_on_port_7071_is_the_default(string? configured, string expected)
    {
        Assert.Equal(expected, string.Join('|', ListenUrls.Parse(configured).Urls));
    }

    [Theory]
    [InlineData("127.0.0.1:80")]
    [InlineData("https://127.0.0.1:80")]
    [InlineData("http://127.0.0.1:80/path")]
    public void What_cannot_be_listened_on_is_refused_with_an_example(string configured)
    {
        var exception = Assert.Throws<LocalHostException>(() => ListenUrls.Parse(configured));

        Assert.Contains("http://127.0.0.1:7071", exception.Message);
    }

    [Theory]
    [InlineData("http://0.0.0.0:5", "http://127.0.0.1:5")]
    [InlineData("http://[::]:5", "http://127.0.0.1:5")]
    [InlineData("http://10.1.1.1:5", "http://10.1.1.1:5")]
    public void A_wildcard_is_reached_by_loopback(string listening, string reachable)
    {
        Assert.Equal(reachable, ListenUrls.Reachable(listening));
    }
}
