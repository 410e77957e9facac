using System.Reflection;

namespace Slipway.Core.Definitions;

/// <summary>The definitions that come with Slipway: YAML files in this assembly, read like any user's.</summary>
public static class BuiltInDefinitions
{
    private const string Prefix = "Slipway.Core.Definitions.Templates.";
    private const string Suffix = ".yaml";

    /// <summary>All of them, by id.</summary>
    public static IReadOnlyDictionary<string, WorkflowDefinition> All { get; } = Ids.ToDictionary(id => id, Load, StringComparer.Ordinal);

    /// <summary>Their ids, in order.</summary>
    public static IReadOnlyList<string> Ids =>
    [
        .. typeof(BuiltInDefinitions).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^Suffix.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The text of one, to begin a definition of one's own with.</summary>
    /// <exception cref="ArgumentException">There is none with this id.</exception>
    public static string Text(string id)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{Prefix}{id}{Suffix}")
            ?? throw new ArgumentException($"There is no built-in definition '{id}'. There are {string.Join(", ", Ids)}.", nameof(id));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static WorkflowDefinition Load(string id)
    {
        var reading = DefinitionReader.Read(Text(id), id + Suffix);
        return reading.Definition
            ?? throw new InvalidOperationException($"A built-in definition is wrong: {string.Join(' ', reading.Problems)}");
    }
}
