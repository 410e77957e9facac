using System.Buffers.Text;
using System.Text.Json;
using Slipway.LocalHost.SignalR;

namespace Slipway.LocalHost.Tests.SignalR;

public sealed class ClientTokensTests
{
    private const string Url = "http://127.0.0.1:7071/client/?hub=builds";

    private readonly Clock _clock = new();

    [Fact]
    public void A_token_says_who_for_what_and_how_long()
    {
        var claims = JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(Tokens().Issue(Url, "ada").Split('.')[1]));

        Assert.Equal("ada", claims.GetProperty("asrs.s.uid").GetString());
        Assert.Equal(Url, claims.GetProperty("aud").GetString());
        Assert.Equal(3600, claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64());
    }

    [Fact]
    public void It_is_good_for_an_hour()
    {
        var token = Tokens().Issue(Url, "ada");

        Assert.True(Tokens().TryValidate(token, "Builds", out var user));
        Assert.Equal("ada", user);
        _clock.Now += TimeSpan.FromMinutes(59);
        Assert.True(Tokens().TryValidate(token, "builds", out _));
        _clock.Now += TimeSpan.FromMinutes(1);
        Assert.False(Tokens().TryValidate(token, "builds", out _));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a.b.c")]
    [InlineData("..")]
    [InlineData("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.!")]
    [InlineData("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.AAAA")]
    public void What_is_no_token_is_refused(string? token)
    {
        Assert.False(Tokens().TryValidate(token, "builds", out _));
    }

    [Fact]
    public void Another_hub_or_another_key_is_refused()
    {
        var token = Tokens().Issue(Url, user: null);

        Assert.False(Tokens().TryValidate(token, "uilds", out _));
        Assert.False(new ClientTokens("another key", _clock).TryValidate(token, "builds", out _));
    }

    private ClientTokens Tokens() => new("the system key", _clock);

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
