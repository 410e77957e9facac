using System.Text;

namespace Slipway.Core.Definitions.Reading;

/// <summary>The keys that an object may have.</summary>
/// <param name="Name">What the object is, for people: <c>a step</c>.</param>
/// <param name="Keys">Its keys.</param>
internal sealed record ObjectSpec(string Name, IReadOnlyList<KeySpec> Keys)
{
    private readonly Dictionary<string, KeySpec> _byName = Keys.ToDictionary(key => key.Name, StringComparer.Ordinal);

    /// <summary>The key of this name, in camelCase or snake_case.</summary>
    public KeySpec? Key(string name) => _byName.GetValueOrDefault(name) ?? _byName.GetValueOrDefault(CamelCase(name));

    private static string CamelCase(string name)
    {
        var result = new StringBuilder(name.Length);
        for (var index = 0; index < name.Length; index++)
        {
            var begins = name[index] == '_' && result.Length > 0 && index + 1 < name.Length && char.IsAsciiLetterLower(name[index + 1]);
            result.Append(begins ? char.ToUpperInvariant(name[++index]) : name[index]);
        }

        return result.ToString();
    }
}
