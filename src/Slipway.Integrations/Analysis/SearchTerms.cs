using System.Text.RegularExpressions;

namespace Slipway.Integrations.Analysis;

/// <summary>Finds the words of a requirement that are worth looking for in code.</summary>
internal static partial class SearchTerms
{
    private const int MaxTerms = 12;
    private const int ShortestTerm = 3;
    private const int MaxText = 20_000;

    private static readonly HashSet<string> Common = new(StringComparer.OrdinalIgnoreCase)
    {
        "add", "all", "also", "and", "any", "are", "bug", "but", "can", "change", "code", "create", "does", "each", "error", "file",
        "fix", "for", "from", "get", "has", "have", "how", "implement", "into", "issue", "its", "like", "make", "must", "need", "new",
        "not", "now", "one", "only", "our", "out", "please", "remove", "see", "set", "should", "show", "some", "support", "that", "the",
        "their", "them", "then", "there", "they", "this", "too", "update", "use", "user", "want", "was", "when", "where", "which",
        "will", "with", "without", "work", "would", "you", "your",
    };

    /// <summary>The terms, as they are written, those that look like names first; at most 12.</summary>
    internal static IReadOnlyList<string> Of(string text)
    {
        var words = Word().Matches(text.Length > MaxText ? text[..MaxText] : text).Select(match => match.Value)
            .Where(word => word.Length >= ShortestTerm && !Common.Contains(word)).ToList();
        return
        [
            .. words.GroupBy(word => word, StringComparer.OrdinalIgnoreCase)
                .OrderByDescending(group => IsName(group.First())).ThenByDescending(group => group.Count())
                .ThenByDescending(group => group.Key.Length).ThenBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => group.First()).Take(MaxTerms),
        ];
    }

    // PostalCode, postal_code, checkout.js
    private static bool IsName(string word) =>
        word.AsSpan(1).ContainsAny("_.-") || word.Skip(1).Any(char.IsUpper) && word.Any(char.IsLower);

    [GeneratedRegex(@"[\p{L}][\p{L}\p{N}]*(?:[._-][\p{L}\p{N}]+)*", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
