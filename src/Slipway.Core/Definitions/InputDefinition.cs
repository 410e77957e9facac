using System.Text.Json;

namespace Slipway.Core.Definitions;

/// <summary>A value that a run is given.</summary>
public sealed record InputDefinition
{
    /// <summary>What it must be. Default text.</summary>
    public InputType Type { get; init; } = InputType.String;

    /// <summary>Whether a run without it is refused. Default no.</summary>
    public bool Required { get; init; }

    /// <summary>The value of a run without it; it must be of the type. Unset: null.</summary>
    public JsonElement? Default { get; init; }

    /// <summary>For people.</summary>
    public string? Description { get; init; }

    /// <summary>The values it may have; unset means all of its type.</summary>
    public IReadOnlyList<JsonElement>? Enum { get; init; }
}
