using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Slipway.LocalHost.SignalR;

/// <summary>
/// The tokens with which clients connect to a hub: JSON Web Tokens, HS256 with the host's system key, valid for an hour. Claims:
/// <c>aud</c> the
/// hub's address, <c>exp</c>, <c>iat</c>, <c>nbf</c> in seconds since 1970, and <c>asrs.s.uid</c> the user, if any.
/// </summary>
internal sealed class ClientTokens(string systemKey, TimeProvider time)
{
    internal const string UserClaim = "asrs.s.uid";

    private const int MaxTokenLength = 8192;
    private const int ClockSkewSeconds = 5;

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);

    private readonly byte[] _key = Encoding.UTF8.GetBytes(systemKey);

    /// <summary>A token for an address.</summary>
    public string Issue(string audience, string? user)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["nbf"] = now,
            ["exp"] = now + (long)Lifetime.TotalSeconds,
            ["iat"] = now,
            ["aud"] = audience,
        };
        if (user is not null)
        {
            claims[UserClaim] = user;
        }

        var body = $"{Header}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        return $"{body}.{Base64Url.EncodeToString(Sign(body))}";
    }

    /// <summary>Whether a token is one of ours, in date, and for a hub; gives its user.</summary>
    public bool TryValidate(string? token, string hub, out string? user)
    {
        user = null;
        if (token is not { Length: > 0 and <= MaxTokenLength } || token.LastIndexOf('.') is not (> 0 and var dot))
        {
            return false;
        }

        var body = token[..dot];
        if (!Base64Url.IsValid(token.AsSpan(dot + 1))
            || !body.StartsWith(Header + ".", StringComparison.Ordinal)
            || !CryptographicOperations.FixedTimeEquals(Sign(body), Base64Url.DecodeFromChars(token.AsSpan(dot + 1))))
        {
            return false;
        }

        // The signature is ours, so the claims are what Issue wrote.
        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(body.AsSpan(Header.Length + 1)));
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        user = claims.RootElement.TryGetProperty(UserClaim, out var value) ? value.GetString() : null;
        return claims.RootElement.GetProperty("exp").GetInt64() > now
            && claims.RootElement.GetProperty("nbf").GetInt64() <= now + ClockSkewSeconds
            && claims.RootElement.GetProperty("aud").GetString()!.EndsWith(LiveHub.PathAndQuery(hub), StringComparison.Ordinal);
    }

    private byte[] Sign(string body) => HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes(body));
}
