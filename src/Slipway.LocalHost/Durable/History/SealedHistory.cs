using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.LocalHost.Durable.History;

/// <summary>
/// The stored form of events: a line each, which is the seal of the event before it, a space, and the event's JSON. The seal of an event
/// is a hash of its line, so that none can be altered, added or removed without breaking the chain after it.
/// </summary>
/// <remarks>
/// A seal is the first 128 bits of SHA-256 in base64url. The first event of a generation carries <see cref="Origin"/>. Lines of a release
/// without seals begin with the JSON itself.
/// </remarks>
internal static class SealedHistory
{
    private const int SealBytes = 16;
    private const int SealLength = 22;

    /// <summary>What the first event of a generation carries as its predecessor's seal.</summary>
    public static string Origin(string instanceId, int generation) => Seal(Encoding.UTF8.GetBytes($"{instanceId}\n{generation}"));

    /// <summary>Writes the events of a turn and gives the seal of the last one.</summary>
    /// <param name="events">At least one.</param>
    /// <param name="predecessor">The seal of the event before them.</param>
    public static (byte[] Lines, string Seal) Write(IReadOnlyList<HistoryEvent> events, string predecessor)
    {
        var buffer = new ArrayBufferWriter<byte>(256 * events.Count);
        var seal = predecessor;
        for (var i = 0; i < events.Count; i++)
        {
            if (i > 0)
            {
                buffer.Write("\n"u8);
            }

            var start = buffer.WrittenCount;
            Encoding.UTF8.GetBytes(seal, buffer);
            buffer.Write(" "u8);
            HistoryJson.Write(events[i], buffer);
            seal = Seal(buffer.WrittenSpan[start..]);
        }

        return (buffer.WrittenSpan.ToArray(), seal);
    }

    /// <summary>Reads the events of a turn.</summary>
    public static void Read(ReadOnlySpan<byte> lines, List<HistoryEvent> events)
    {
        foreach (var range in lines.Split((byte)'\n'))
        {
            var line = lines[range];
            events.Add(HistoryJson.ReadEvent(line[0] == '{' ? line : line[(SealLength + 1)..]));
        }
    }

    /// <summary>Follows the chain through the events of a turn.</summary>
    /// <param name="lines">The turn as it is stored.</param>
    /// <param name="seal">The seal of the event before, and then of the last one.</param>
    /// <returns>How many events fit: all of them, or the place of the first that was altered.</returns>
    public static int CountIntact(ReadOnlySpan<byte> lines, ref string seal)
    {
        var count = 0;
        foreach (var range in lines.Split((byte)'\n'))
        {
            var line = lines[range];
            if (line.Length <= SealLength || !line[..SealLength].SequenceEqual(Encoding.ASCII.GetBytes(seal)))
            {
                break;
            }

            seal = Seal(line);
            count++;
        }

        return count;
    }

    /// <summary>The seal of an event's line.</summary>
    public static string SealOf(string line) => Seal(Encoding.UTF8.GetBytes(line));

    private static string Seal(ReadOnlySpan<byte> line)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(line, hash);
        return Base64Url.EncodeToString(hash[..SealBytes]);
    }
}
