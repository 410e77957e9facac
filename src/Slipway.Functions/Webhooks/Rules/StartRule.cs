using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Slipway.Functions.Webhooks.Rules;

/// <summary>What starts which workflow.</summary>
internal sealed partial record StartRule
{
    /// <summary>Its name, unique in its file.</summary>
    public required string Name { get; init; }

    /// <summary>Where it stands: file and line.</summary>
    public required string Place { get; init; }

    /// <summary>Whether its definition is registered, and so looked for when the rule starts it.</summary>
    public bool IsRegistered { get; init; }

    /// <summary>What it is about.</summary>
    public required TriggerKind Kind { get; init; }

    /// <summary>The label, or how the command begins, such as <c>/slipway implement</c>; unused for review comments.</summary>
    public string Word { get; init; } = "";

    /// <summary>The only repository it is for, as <c>owner/name</c>; unset: all that send their webhooks here.</summary>
    public string? Repository { get; init; }

    /// <summary>What it starts.</summary>
    public required string Definition { get; init; }

    /// <summary>What the workflow is given: JSON whose texts may hold <c>{{ fact }}</c>.</summary>
    public required JsonObject Inputs { get; init; }

    /// <summary>Whether it is for a trigger.</summary>
    public bool Matches(RuleTrigger trigger) => trigger.Kind == Kind
        && (Repository is null || Repository.Equals(trigger.Repository, StringComparison.OrdinalIgnoreCase))
        && (Kind != TriggerKind.Label || Word.Equals(trigger.Word, StringComparison.OrdinalIgnoreCase))
        && (Kind != TriggerKind.Command || $"{trigger.Word} ".StartsWith(Word + " ", StringComparison.OrdinalIgnoreCase));

    /// <summary>The inputs with the trigger's facts in them. Who asks is whoever did it, unless they say another.</summary>
    public JsonElement Fill(RuleTrigger trigger)
    {
        var inputs = Fill(Inputs, name => trigger.Facts.GetValueOrDefault(name, ""))!;
        inputs["actor"] ??= trigger.Facts.GetValueOrDefault("sender");
        return JsonSerializer.SerializeToElement(inputs);
    }

    /// <summary>The inputs with a sample for each fact, to check the rule by.</summary>
    public JsonElement FillWithSamples() => JsonSerializer.SerializeToElement(
        Fill(Inputs, name => RuleTrigger.IsNumber(name) ? "1" : $"sample of {name}"));

    /// <summary>The facts that the inputs name.</summary>
    public IEnumerable<string> NamedFacts() => Texts(Inputs)
        .SelectMany(text => Placeholder().Matches(text).Select(match => match.Groups["name"].Value));

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(entry => Texts(entry.Value)),
        JsonArray list => list.SelectMany(Texts),
        JsonValue value when value.TryGetValue<string>(out var text) => [text],
        _ => [],
    };

    private static JsonNode? Fill(JsonNode? node, Func<string, string> fact) => node switch
    {
        JsonObject map => new JsonObject(map.Select(entry => KeyValuePair.Create(entry.Key, Fill(entry.Value, fact)))),
        JsonArray list => new JsonArray([.. list.Select(item => Fill(item, fact))]),
        JsonValue value when value.TryGetValue<string>(out var text) => Fill(text, fact),
        _ => node?.DeepClone(),
    };

    /// <summary>A text that is a number and nothing else becomes one, as inputs of definitions want it.</summary>
    private static JsonNode? Fill(string text, Func<string, string> fact)
    {
        var match = Placeholder().Match(text);
        return match.Success && match.Length == text.Length && RuleTrigger.IsNumber(match.Groups["name"].Value)
            ? long.TryParse(fact(match.Groups["name"].Value), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : null
            : Placeholder().Replace(text, found => fact(found.Groups["name"].Value));
    }

    [GeneratedRegex(@"\{\{\s*(?<name>[A-Za-z_.]+)\s*\}\}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();
}
