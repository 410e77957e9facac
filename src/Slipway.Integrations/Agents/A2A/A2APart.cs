using System.Text.Json;

namespace Slipway.Integrations.Agents.A2A;

/// <summary>A piece of what an agent says or hands over: a text, a file's bytes, or data.</summary>
internal sealed record A2APart
{
    private static readonly string[] DiffTypes = ["text/x-diff", "text/x-patch", "application/x-patch"];
    private static readonly string[] DiffNames = [".patch", ".diff"];

    internal string? Text { get; init; }

    internal byte[]? Bytes { get; init; }

    /// <summary>An object.</summary>
    internal JsonElement? Data { get; init; }

    /// <summary>Whether it is a file that lies at an address.</summary>
    internal bool IsElsewhere { get; init; }

    /// <summary>The file's name, or that of the artifact that it is part of.</summary>
    internal string? Name { get; init; }

    internal string? MediaType { get; init; }

    /// <summary>Whether it says that it is a change, as a unified diff.</summary>
    internal bool IsDiff => Data is null && (
        (MediaType is { } type && DiffTypes.Contains(type.Split(';')[0].Trim(), StringComparer.OrdinalIgnoreCase))
        || (Name is { } name && DiffNames.Any(end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase))));
}
