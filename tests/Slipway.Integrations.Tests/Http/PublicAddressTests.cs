using System.Net;
using Slipway.Core;
using Slipway.Integrations.Http;

namespace Slipway.Integrations.Tests.Http;

public sealed class PublicAddressTests
{
    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    public void Only_the_public_Internet_is_public(string address, bool isPublic) =>
        Assert.Equal(isPublic, PublicAddress.Is(IPAddress.Parse(address)));

    [Theory]
    [InlineData("http://127.0.0.1:9/")]
    [InlineData("http://localhost:9/")]
    [InlineData("http://[::1]:9/")]
    [InlineData("http://2130706433:9/")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    public async Task A_request_to_another_address_is_refused_however_it_is_written(string url)
    {
        using var http = new HttpClient(OutboundHandler.Create(new OutboundOptions()));

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri(url)));

        Assert.Equal(ErrorCodes.AddressRefused, Assert.IsType<SlipwayException>(error.InnerException).Code);
    }
}
