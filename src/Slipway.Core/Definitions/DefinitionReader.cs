using System.Text;
using Slipway.Core.Definitions.Reading;

namespace Slipway.Core.Definitions;

/// <summary>Reads definitions from YAML 1.2 or JSON.</summary>
/// <remarks>Keys may be written in camelCase or snake_case. A file that ends with <c>.json</c> is JSON, one that ends with <c>.yaml</c> or
/// <c>.yml</c> is YAML; any other one is JSON when it begins with a brace.</remarks>
public static class DefinitionReader
{
    /// <summary>Longest text, in bytes of UTF-8.</summary>
    public const int MaxBytes = 1_048_576;

    /// <summary>Deepest nesting, that of a step's <c>config</c> counted.</summary>
    public const int MaxDepth = 24;

    /// <summary>Reads a text; what only a look at all of it and at the plugins shows is the validator's.</summary>
    /// <param name="text">The text.</param>
    /// <param name="fileName">For problems; its ending says which language it is.</param>
    /// <returns>The definition, or all that is wrong with it.</returns>
    public static DefinitionReading Read(string text, string fileName)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(fileName);
        var source = new DefinitionSource(fileName);
        var problems = new ProblemList(source);
        var definition = Read(text, source, problems);
        return new DefinitionReading(problems.IsEmpty ? definition : null, problems.ToList(), source);
    }

    private static WorkflowDefinition? Read(string text, DefinitionSource source, ProblemList problems)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length > MaxBytes)
        {
            problems.Add(1, 1, "", $"The text has {bytes.Length:N0} bytes; at most {MaxBytes:N0} are allowed.");
            return null;
        }

        SourceNode root;
        try
        {
            // Decoded again, half a surrogate pair is U+FFFD, as it will be wherever the definition is kept.
            var clean = Encoding.UTF8.GetString(bytes).TrimStart('\ufeff');
            root = IsJson(clean, source.File) ? JsonSource.Read(clean) : YamlSource.Read(clean);
        }
        catch (SourceException exception)
        {
            problems.Add(exception.Line, exception.Column, "", exception.Message);
            return null;
        }

        if (root is not SourceNode.Mapping)
        {
            problems.Add(root.Line, root.Column, "", $"A definition is an object with id and steps, not {root.Kind}.");
            return null;
        }

        var values = new SourceConverter(source, problems).Convert(new ValueSpec.Object(() => DefinitionKeys.Definition), root, "");
        return problems.IsEmpty ? DefinitionModel.Definition((Dictionary<string, object>)values!) : null;
    }

    private static bool IsJson(string text, string fileName) =>
        fileName.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
        || (!fileName.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase)
            && !fileName.EndsWith(".yml", StringComparison.OrdinalIgnoreCase)
            && text.AsSpan().TrimStart().StartsWith("{"));
}
