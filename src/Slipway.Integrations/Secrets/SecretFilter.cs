using System.Buffers;

namespace Slipway.Integrations.Secrets;

/// <summary>Takes secrets out of a stream of bytes. Not thread-safe.</summary>
/// <remarks>
/// The end of a chunk that could be the beginning of a secret is held back until the next chunk decides, at most the length of the
/// longest secret.
/// </remarks>
/// <param name="secrets">Longest first, so that a secret which begins with another one is masked whole.</param>
/// <param name="firsts">The bytes that secrets begin with.</param>
internal sealed class SecretFilter(byte[][] secrets, SearchValues<byte> firsts)
{
    private readonly ArrayBufferWriter<byte> _clean = new();
    private byte[] _held = [];

    /// <summary>What can be passed on after this chunk; valid until the next call.</summary>
    internal ReadOnlySpan<byte> Next(ReadOnlySpan<byte> chunk) =>
        _held.Length == 0 ? Run(chunk, isEnd: false) : Run(Concat(_held, chunk), isEnd: false);

    /// <summary>What was held back, once nothing more comes; nothing when called again.</summary>
    internal ReadOnlySpan<byte> End() => Run(_held, isEnd: true);

    private ReadOnlySpan<byte> Run(scoped ReadOnlySpan<byte> bytes, bool isEnd)
    {
        _held = [];
        _clean.ResetWrittenCount();
        while (bytes.IndexOfAny(firsts) is var candidate and >= 0)
        {
            _clean.Write(bytes[..candidate]);
            bytes = bytes[candidate..];
            var found = Match(bytes, isEnd);
            if (found < 0)
            {
                _held = bytes.ToArray();
                return _clean.WrittenSpan;
            }

            _clean.Write(found > 0 ? "***"u8 : bytes[..1]);
            bytes = bytes[Math.Max(found, 1)..];
        }

        _clean.Write(bytes);
        return _clean.WrittenSpan;
    }

    private static byte[] Concat(byte[] first, ReadOnlySpan<byte> second) => [.. first, .. second];

    /// <summary>The length of the secret that bytes begin with: 0 when it is none, -1 when only what follows can tell.</summary>
    private int Match(ReadOnlySpan<byte> bytes, bool isEnd)
    {
        foreach (var secret in secrets)
        {
            if (bytes.StartsWith(secret))
            {
                return secret.Length;
            }

            if (!isEnd && bytes.Length < secret.Length && secret.AsSpan().StartsWith(bytes))
            {
                return -1;
            }
        }

        return 0;
    }
}
