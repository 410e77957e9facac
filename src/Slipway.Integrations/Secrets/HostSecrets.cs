using System.Collections;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Secrets;

/// <summary>
/// The secrets of the host that a child process of the same user can get at: those of its environment
/// (<c>/proc/&lt;pid&gt;/environ</c>), of its configuration (the webhook secret), and its keys (<c>keys.json</c>). Thread-safe.
/// </summary>
/// <remarks>What was a secret once stays one: the host goes on with keys whose file an agent has deleted.</remarks>
/// <param name="configuration">The host's configuration.</param>
/// <param name="keyFolders">Where keys may be; one without them is none.</param>
internal sealed class HostSecrets(IConfiguration configuration, IReadOnlyList<string> keyFolders) : ISecretMask
{
    private static readonly Dictionary<string, string> NoEnvironment = [];

    private const string KeyFile = "keys.json";
    private const long MaximumKeyFileBytes = 64 * 1024;
    private const int MaximumSecrets = 10_000;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>A mask for what comes from outside: of the host's secrets.</summary>
    internal SecretMask Mask() => MaskFor(NoEnvironment);

    /// <inheritdoc/>
    public Func<string, string> Current() => Mask().Apply;

    /// <summary>A mask for what a process prints: of the host's secrets, and of those in the environment the process gets.</summary>
    internal SecretMask MaskFor(IReadOnlyDictionary<string, string> environment)
    {
        lock (_lock)
        {
            _known.UnionWith(Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
                .SelectMany(entry => SecretNames.SecretsOf((string)entry.Key, (string?)entry.Value))
                .Concat(configuration.AsEnumerable().SelectMany(setting => SecretNames.SecretsOf(setting.Key, setting.Value)))
                .Concat(configuration.AsEnumerable().Where(setting => setting.Value is not null && SecretNames.IsPointer(setting.Key))
                    .SelectMany(setting => SecretNames.SecretsBehind(configuration[setting.Value!])))
                .Concat(keyFolders.SelectMany(ReadKeys))
                .Take(MaximumSecrets - _known.Count));
            return new SecretMask(_known.Concat(environment.SelectMany(entry => SecretNames.SecretsOf(entry.Key, entry.Value))));
        }
    }

    private static IReadOnlyList<string> ReadKeys(string folder)
    {
        try
        {
            var file = new FileInfo(Path.Combine(folder, KeyFile));
            if (!file.Exists || file.Length > MaximumKeyFileBytes)
            {
                return [];
            }

            using var document = JsonDocument.Parse(File.ReadAllBytes(file.FullName));
            return document.RootElement.ValueKind != JsonValueKind.Object
                ? []
                : [.. document.RootElement.EnumerateObject()
                    .Where(property => property.Value.ValueKind == JsonValueKind.String)
                    .Select(property => property.Value.GetString()!)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            // Nothing that can be read is nothing that an agent can print.
            return [];
        }
    }
}
