using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Core.Security.Access;

/// <summary>Access tokens: who has one is its owner, so that nothing keeps more of it than its hash.</summary>
public static class AccessToken
{
    /// <summary>The shortest that is taken into settings, in characters: fewer could be guessed from the hash.</summary>
    public const int MinLength = 32;

    /// <summary>The longest, in characters.</summary>
    public const int MaxLength = 1_000;

    private const string Prefix = "slw_";
    private const int RandomBytes = 32;

    /// <summary>A new one of 256 random bits. Not for orchestrators.</summary>
    public static string New() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>SHA-256 of its UTF-8, in lower-case hexadecimal digits, as settings hold it.</summary>
    public static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>Why a text cannot be one; <see langword="null"/> when it can.</summary>
    public static string? Problem(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length is < MinLength or > MaxLength
            ? $"It has {text.Length} characters; {MinLength} to {MaxLength:N0} are needed, so that nobody can guess it."
            : text.Any(c => c is <= ' ' or > '~') ? "It holds blanks or characters that no header can hold." : null;
    }
}
