using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Core;

namespace Slipway.Integrations.Agents.Templates;

/// <summary>
/// Agents by name, each with a definition a range of versions: those that are built in (<c>agents.json</c> beside this file), then those
/// of the user's file, then those of the settings; a later one replaces all definitions of its name.
/// </summary>
/// <remarks>A file is one JSON object: <c>{ "NAME": [ { "command": "…", "versions": "&gt;=1 &lt;2", … } ] }</c>, the fields those of
/// <see cref="AgentDefinition"/>. Comments and commas at the end are allowed; an unknown field is an error.</remarks>
internal static class AgentTemplates
{
    internal const int LargestFileBytes = 1024 * 1024;

    private static readonly JsonSerializerOptions Json = new(CoreJson.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        RespectNullableAnnotations = true,
    };

    internal static IReadOnlyDictionary<string, IReadOnlyList<AgentDefinition>> BuiltIn { get; } = ReadBuiltIn();

    /// <summary>All of them.</summary>
    /// <exception cref="SlipwayException">The user's file is not what it must be (<see cref="ErrorCodes.InvalidRequest"/>).</exception>
    internal static SortedDictionary<string, IReadOnlyList<AgentDefinition>> All(IntegrationOptions options)
    {
        var all = new SortedDictionary<string, IReadOnlyList<AgentDefinition>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, definitions) in BuiltIn)
        {
            all[name] = definitions;
        }

        foreach (var (name, definitions) in options.AgentFile is { Length: > 0 } file ? ReadFile(file) : [])
        {
            all[name] = definitions;
        }

        foreach (var (name, definition) in options.Agents)
        {
            all[name] = [definition];
        }

        return all;
    }

    /// <summary>Reads the user's file.</summary>
    /// <exception cref="SlipwayException">It is not what it must be (<see cref="ErrorCodes.InvalidRequest"/>).</exception>
    internal static Dictionary<string, IReadOnlyList<AgentDefinition>> ReadFile(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return stream.Length <= LargestFileBytes
                ? Read(stream)
                : throw Invalid(path, $"it has {stream.Length} bytes; at most {LargestFileBytes} are allowed.");
        }
        catch (JsonException exception)
        {
            throw Invalid(path, exception.Message);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Invalid(path, exception.Message);
        }
    }

    private static Dictionary<string, IReadOnlyList<AgentDefinition>> ReadBuiltIn()
    {
        using var stream = typeof(AgentTemplates).Assembly.GetManifestResourceStream("agents.json")!;
        return Read(stream);
    }

    private static Dictionary<string, IReadOnlyList<AgentDefinition>> Read(Stream stream) =>
        JsonSerializer.Deserialize<Dictionary<string, IReadOnlyList<AgentDefinition>>>(stream, Json) is { } agents
        && agents.Values.All(definitions => definitions is not null && definitions.All(definition => definition is not null))
            ? agents
            : throw new JsonException("it holds null where an object of agents by name, or an agent's definition, must be.");

    private static SlipwayException Invalid(string path, string why) =>
        new(ErrorCodes.InvalidRequest, $"Slipway:AgentFile '{path}' cannot be used: {why}");
}
