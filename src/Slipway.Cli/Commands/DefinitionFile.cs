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

        return JsonNode.Parse(DefinitionWriter.Write(ReadFile(path, name)))!;
    }

    /// <summary>The definition in a file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="name">What it is called in what is said about it.</param>
    /// <exception cref="CliException">The file is not there, or holds no definition.</exception>
    public static WorkflowDefinition ReadFile(string path, string name)
    {
        if (!File.Exists(path))
        {
            throw CliException.BadInput($"there is no file {path}");
        }

        if (new FileInfo(path).Length > DefinitionReader.MaxBytes)
        {
            throw CliException.BadInput($"{path} is larger than {DefinitionReader.MaxBytes:N0} bytes");
        }

        var reading = DefinitionReader.Read(File.ReadAllText(path), name);
        return reading.Definition ?? throw CliException.BadInput(
            "the definition cannot be read:\n" + string.Join('\n', reading.Problems.Take(MaxShownProblems)));
    }

    /// <summary>A version after <c>@</c> may hold dots, and is no ending of a file's name.</summary>
    private static bool LooksLikeFile(string name) =>
        name.Contains('/', StringComparison.Ordinal) || name.Contains('\\', StringComparison.Ordinal)
        || Path.HasExtension(name.Split('@')[0]);
}
