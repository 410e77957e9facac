using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Cli.Commands;

/// <summary>Options of the form <c>name=value</c>, which become a JSON object.</summary>
internal static class Assignments
{
    /// <summary>Makes the option.</summary>
    public static Option<string[]> Option(string name, string description) => new(name)
    {
        Description = $"{description} A value that is JSON (3, true, [\"a\"]) is taken as such, any other as text.",
        HelpName = "name=value",
        AllowMultipleArgumentsPerToken = false,
    };

    /// <summary>What was given; null when nothing was.</summary>
    /// <exception cref="CliException">One has another form.</exception>
    public static JsonObject? Read(ParseResult input, Option<string[]>? option) =>
        option is null || input.GetValue(option) is not { Length: > 0 } given ? null : Read(given);

    /// <summary>What was given, each value as the text it is; null when nothing was.</summary>
    /// <exception cref="CliException">One has another form.</exception>
    public static IReadOnlyDictionary<string, string>? ReadTexts(ParseResult input, Option<string[]> option) =>
        input.GetValue(option) is not { Length: > 0 } given ? null : given.Select(Split)
            .GroupBy(each => each.Name, StringComparer.Ordinal)
            .ToDictionary(each => each.Key, each => each.Last().Value, StringComparer.Ordinal);

    /// <summary>The object that <c>name=value</c> texts say.</summary>
    public static JsonObject Read(IEnumerable<string> given)
    {
        var values = new JsonObject();
        foreach (var text in given)
        {
            var (name, value) = Split(text);
            values[name] = Value(value);
        }

        return values;
    }

    private static (string Name, string Value) Split(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        return at > 0
            ? (text[..at].Trim(), text[(at + 1)..])
            : throw CliException.BadInput($"'{Display.SafeText.Line(text, 60)}' is not of the form name=value");
    }

    private static JsonNode? Value(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
