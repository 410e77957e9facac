using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.LocalHost.Hosting;

/// <summary>
/// The keys that callers present, in <c>keys.json</c> in the task hub's folder:
/// <c>{"master":"…","function":"…","system":"…"}</c>, each 32 random bytes in URL-safe Base64. The first start makes them; whoever
/// deletes the file gets new ones at the next start.
/// </summary>
internal sealed class HostKeys
{
    internal const string FileName = "keys.json";

    private const int KeyBytes = 32;
    private const int MinKeyLength = 16;

    [JsonPropertyName("master")]
    public required string Master { get; init; }

    [JsonPropertyName("function")]
    public required string Function { get; init; }

    [JsonPropertyName("system")]
    public required string System { get; init; }

    /// <summary>Reads the keys in a folder, or makes them.</summary>
    /// <exception cref="LocalHostException">The file is there and holds no keys.</exception>
    public static HostKeys LoadOrCreate(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            var created = new HostKeys { Master = NewKey(), Function = NewKey(), System = NewKey() };
            HostFiles.WriteJson(path, created);
            return created;
        }

        try
        {
            var keys = JsonSerializer.Deserialize<HostKeys>(File.ReadAllBytes(path));
            if (keys is not null && new[] { keys.Master, keys.Function, keys.System }.All(key => key?.Length >= MinKeyLength))
            {
                return keys;
            }
        }
        catch (JsonException)
        {
            // Told below, without the content: it may hold a key.
        }

        throw new LocalHostException(
            $"{path} does not hold the host's keys: it must be an object with 'master', 'function' and 'system', each at least "
            + $"{MinKeyLength} characters. Delete the file and the next start makes new ones.");
    }

    /// <summary>Whether a caller's key is one of those given, in a time that says nothing about how close it is.</summary>
    public static bool Matches(string? presented, params ReadOnlySpan<string> accepted)
    {
        if (string.IsNullOrEmpty(presented))
        {
            return false;
        }

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(presented));
        var found = false;
        foreach (var key in accepted)
        {
            found |= CryptographicOperations.FixedTimeEquals(hash, SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        }

        return found;
    }

    private static string NewKey() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyBytes));
}
