namespace Slipway.Core.Definitions.Registering;

/// <summary>One version of a definition.</summary>
/// <param name="Version">What its author calls it.</param>
/// <param name="Hash">The SHA-256 of its canonical form, which names exactly this one, whatever its author calls it.</param>
/// <param name="RegisteredAt">When it was registered; unset for one that was not.</param>
/// <param name="RegisteredBy">Who registered it, as far as that was said.</param>
public sealed record DefinitionVersion(
    string Version, string Hash, DateTimeOffset? RegisteredAt = null, string? RegisteredBy = null)
{
    /// <summary>Fewest digits by which a hash names a version.</summary>
    public const int MinHashDigits = 8;

    /// <summary>The version that a definition is.</summary>
    public static DefinitionVersion Of(WorkflowDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return new DefinitionVersion(definition.Version, DefinitionWriter.Hash(definition));
    }

    /// <summary>Whether it is meant: by its author's name for it, or by the first digits of its hash. Null means any.</summary>
    public bool Matches(string? wanted) =>
        wanted is null || wanted == Version
        || (wanted.Length >= MinHashDigits && Hash.StartsWith(wanted, StringComparison.OrdinalIgnoreCase));
}
