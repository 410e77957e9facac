namespace Slipway.Integrations.Agents.Templates;

/// <summary>Versions of a program, as conditions that must all hold: <c>&gt;=2.1 &lt;3</c>. Parts that are not given count as 0.</summary>
internal sealed class VersionRange
{
    private static readonly string[] Operators = [">=", "<=", ">", "<", "="];

    private readonly IReadOnlyList<(string Operator, Version Version)> _conditions;

    private VersionRange(IReadOnlyList<(string, Version)> conditions) => _conditions = conditions;

    /// <summary>Reads a range; <see langword="null"/> when it is none.</summary>
    internal static VersionRange? Parse(string text)
    {
        var conditions = new List<(string, Version)>();
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var found = Array.Find(Operators, candidate => word.StartsWith(candidate, StringComparison.Ordinal));
            if (found is null || ReadVersion(word[found.Length..]) is not { } version)
            {
                return null;
            }

            conditions.Add((found, version));
        }

        return conditions.Count > 0 ? new VersionRange(conditions) : null;
    }

    /// <summary>Reads a version of one to four numbers; <see langword="null"/> when it is none.</summary>
    internal static Version? ReadVersion(string text)
    {
        var dots = text.Count(character => character == '.');
        return dots <= 3 && Version.TryParse(text + string.Concat(Enumerable.Repeat(".0", 3 - dots)), out var version) ? version : null;
    }

    internal bool Contains(Version version) => _conditions.All(condition => condition.Operator switch
    {
        ">=" => version >= condition.Version,
        "<=" => version <= condition.Version,
        ">" => version > condition.Version,
        "<" => version < condition.Version,
        _ => version == condition.Version,
    });
}
