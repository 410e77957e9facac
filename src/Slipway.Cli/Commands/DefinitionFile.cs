using System.Text.Json.Nodes;
using Slipway.Core.Definitions;

namespace Slipway.Cli.Commands;

/// <summary>What <c>--definition</c> names: a file, which is read here so that what is wrong with it is said with line and column; or the
/// id of a definition that the host has.</summary>
internal static class DefinitionFile
{
    private const int MaxShownProblems = 20;

    /// <summary>The definition, or its id.</summary>
    /// <exception cref="CliException">The file is not there, or holds no definition.</exception>
    public static JsonNode Read(string name, string currentDirectory)
    {
        var path = Path.GetFullPath(name, currentDirectory);
        if (!File.Exists(path))
        {
            return LooksLikeFile(name)
                ? throw CliException.BadInput($"there is no file {path}")
                : JsonValue.Create(name.Trim())!;
        }

        if (new FileInfo(path).Length > DefinitionReader.MaxBytes)
        {
            throw CliException.BadInput($"{path} is larger than {DefinitionReader.MaxBytes:N0} bytes");
        }

        var reading = DefinitionReader.Read(File.ReadAllText(path), name);
        return reading.Definition is { } definition
            ? JsonNode.Parse(DefinitionWriter.Write(definition))!
            : throw CliException.BadInput(
                "the definition cannot be read:\n" + string.Join('\n', reading.Problems.Take(MaxShownProblems)));
    }

    private static bool LooksLikeFile(string name) =>
        name.Contains('/', StringComparison.Ordinal) || name.Contains('\\', StringComparison.Ordinal) || Path.HasExtension(name);
}
