using System.Security.Cryptography;
using System.Text;

namespace Slipway.Core.Security;

/// <summary>GitHub's webhook signature: <c>X-Hub-Signature-256: sha256=&lt;hex HMAC-SHA256 of the raw body&gt;</c>.</summary>
/// <remarks>https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries</remarks>
public static class WebhookSignature
{
    private const string Prefix = "sha256=";

    /// <summary>Whether the header was made from this body with this secret. Takes the same time whatever the header holds.</summary>
    /// <param name="secret">The shared secret; an empty one verifies nothing.</param>
    /// <param name="body">The body's bytes as they came, before any parsing.</param>
    /// <param name="header">The header's value.</param>
    public static bool Verify(string secret, ReadOnlySpan<byte> body, string? header)
    {
        if (string.IsNullOrEmpty(secret) || header is null || !header.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var hex = header.AsSpan(Prefix.Length);
        if (hex.Length != given.Length * 2 || Convert.FromHexString(hex, given, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body, expected);
        return CryptographicOperations.FixedTimeEquals(expected, given);
    }

    /// <summary>The header's value for a body.</summary>
    public static string Sign(string secret, ReadOnlySpan<byte> body) =>
        Prefix + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));
}
