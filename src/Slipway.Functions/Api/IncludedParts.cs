using Microsoft.AspNetCore.Http;
using Slipway.Core;
using Slipway.Core.Security;

namespace Slipway.Functions.Api;

/// <summary>Which parts of one workflow a request wants besides those that are always shown.</summary>
/// <param name="Events">What happened last.</param>
/// <param name="Context">What it was started with.</param>
internal sealed record IncludedParts(bool Events, bool Context)
{
    /// <summary>How many events are shown; the others are at the workflow's own address of events.</summary>
    public const int MaxEvents = 100;

    private static readonly string[] Known = ["events", "context", "steps"];

    /// <summary>Reads <c>include</c>. The word <c>steps</c> changes nothing: a workflow that has steps always shows them.</summary>
    /// <exception cref="SlipwayException">A word is unknown.</exception>
    public static IncludedParts Read(IQueryCollection query)
    {
        var words = string.Join(',', query["include"].AsEnumerable())
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return Array.Find(words, word => !Known.Contains(word, StringComparer.Ordinal)) is { } unknown
            ? throw new SlipwayException(
                ErrorCodes.InvalidRequest, $"include takes {string.Join(", ", Known)}, not '{Sanitiser.Line(unknown, 40)}'.")
            : new IncludedParts(words.Contains("events", StringComparer.Ordinal), words.Contains("context", StringComparer.Ordinal));
    }
}
