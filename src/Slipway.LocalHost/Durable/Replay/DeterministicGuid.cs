using System.Security.Cryptography;
using System.Text;

namespace Slipway.LocalHost.Durable.Replay;

/// <summary>Name-based UUIDs, version 5 of RFC 9562, in the namespace that durable orchestrations use.</summary>
internal static class DeterministicGuid
{
    private static readonly byte[] NamespaceBytes = new Guid("9e952958-5e33-4daf-827f-2fa12937b875").ToByteArray(bigEndian: true);

    public static Guid Create(string instanceId, DateTime currentUtcDateTime, int counter)
    {
        var name = Encoding.UTF8.GetBytes($"{instanceId}_{currentUtcDateTime:o}_{counter}");
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData([.. NamespaceBytes, .. name], hash);

        var id = hash[..16];
        id[6] = (byte)((id[6] & 0x0F) | 0x50);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id, bigEndian: true);
    }
}
