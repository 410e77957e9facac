using System.Diagnostics.CodeAnalysis;
using System.IO.Enumeration;
using Slipway.Core.Security;

namespace Slipway.Core.Events;

/// <summary>Which events somebody wants: names and patterns such as <c>workflow.*</c> and <c>step.failed</c>.</summary>
/// <remarks>In a pattern <c>*</c> stands for any characters, <c>?</c> for one, and a dot for the underscore of the names; case does not
/// matter. One is enough that fits.</remarks>
public sealed class EventFilter
{
    private const int MaxPatterns = 50;

    private readonly HashSet<string>? _types;

    private EventFilter(HashSet<string>? types) => _types = types;

    /// <summary>Every event.</summary>
    public static EventFilter All { get; } = new(types: null);

    /// <summary>Reads patterns.</summary>
    /// <param name="patterns">With commas between them; empty means every event.</param>
    /// <param name="filter">What they say.</param>
    /// <param name="error">What is wrong, and what would be right.</param>
    public static bool TryParse(string? patterns, [NotNullWhen(true)] out EventFilter? filter, [NotNullWhen(false)] out string? error)
    {
        var each = (patterns ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        error = each.Length > MaxPatterns
            ? $"There are {each.Length} patterns; at most {MaxPatterns} are allowed."
            : each.Where(pattern => !EventType.All.Any(type => Fits(pattern, type))).Select(Unknown).FirstOrDefault();
        filter = error is not null ? null
            : each.Length == 0 ? All
            : new EventFilter([.. EventType.All.Where(type => Array.Exists(each, pattern => Fits(pattern, type)))]);
        return filter is not null;
    }

    /// <summary>Whether an event of a type is wanted.</summary>
    public bool Wants(string type) => _types?.Contains(type) ?? true;

    private static bool Fits(string pattern, string type) =>
        !pattern.Contains('\\', StringComparison.Ordinal)
        && FileSystemName.MatchesSimpleExpression(pattern.Replace('.', '_'), type, ignoreCase: true);

    private static string Unknown(string pattern)
    {
        var shown = Sanitiser.Line(pattern, 60);
        return $"No event is called '{shown}'. " + (Nearest.One(pattern.Replace('.', '_'), EventType.All) is { } near
            ? $"Did you mean '{near}'?"
            : "Give names such as step_failed, or patterns such as workflow.* and step.failed, with commas between them.");
    }
}
