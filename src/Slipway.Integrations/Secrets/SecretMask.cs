using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;

namespace Slipway.Integrations.Secrets;

/// <summary>Replaces known secrets by <c>***</c> in what a process prints. Thread-safe.</summary>
/// <remarks>
/// A secret is also known as JSON and addresses write it. One that a process changes before it prints it (Base64, reversed, a part of
/// it) is not found: who must not know a secret must not be given it. Values shorter than 8 characters are left alone: masking them
/// would garble ordinary text and protect little.
/// </remarks>
internal sealed class SecretMask
{
    internal const int ShortestSecret = 8;

    private const string Mask = "***";

    private readonly string[] _values;
    private readonly byte[][] _bytes;
    private readonly SearchValues<byte> _firsts;

    internal SecretMask(IEnumerable<string> secrets)
    {
        _values =
        [
            .. secrets
                .Where(secret => secret.Length >= ShortestSecret && !string.IsNullOrWhiteSpace(secret))
                .SelectMany(Forms)
                .Distinct(StringComparer.Ordinal)
                .OrderByDescending(value => value.Length),
        ];
        _bytes = [.. _values.Select(Encoding.UTF8.GetBytes).OrderByDescending(value => value.Length)];
        _firsts = SearchValues.Create([.. _bytes.Select(value => value[0])]);
    }

    internal string Apply(string text) =>
        _values.Aggregate(text, (current, value) => current.Replace(value, Mask, StringComparison.Ordinal));

    /// <summary>A filter for one stream, which finds a secret however the stream is cut into chunks.</summary>
    internal SecretFilter Filter() => new(_bytes, _firsts);

    private static IEnumerable<string> Forms(string secret) =>
    [
        secret,
        secret.Trim(),
        JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret),
        JavaScriptEncoder.Default.Encode(secret),
        Uri.EscapeDataString(secret),
    ];
}
