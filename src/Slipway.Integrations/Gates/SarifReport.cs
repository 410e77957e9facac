using System.Globalization;
using System.Text.Json;

namespace Slipway.Integrations.Gates;

/// <summary>
/// Reads SARIF 2.1.0. A result's severity is its rule's <c>security-severity</c> (9 and more is critical, 7 high, 4 moderate), else its
/// level: error is high, warning moderate, note low. Suppressed results, and those that say that all is well, are left out.
/// </summary>
internal static class SarifReport
{
    internal static IEnumerable<AuditFinding> Read(JsonElement root) => root.GetProperty("runs").EnumerateArray().SelectMany(ReadRun);

    private static IEnumerable<AuditFinding> ReadRun(JsonElement run)
    {
        var driver = run.GetProperty("tool").GetProperty("driver");
        var rules = Items(driver, "rules").ToList();
        var byId = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var rule in rules)
        {
            byId.TryAdd(Text(rule, "id") ?? "", rule);
        }

        foreach (var result in Items(run, "results").Where(IsFinding))
        {
            var ruleId = Text(result, "ruleId") ?? Text(Property(result, "rule"), "id") ?? "";
            var rule = byId.TryGetValue(ruleId, out var known) ? known : ByIndex(result, rules);
            if (Severity(result, rule) is { } severity)
            {
                yield return new AuditFinding(severity, Location(result), $"{ruleId} {Text(Property(result, "message"), "text")}".Trim());
            }
        }
    }

    private static JsonElement ByIndex(JsonElement result, List<JsonElement> rules) =>
        Property(result, "ruleIndex") is { ValueKind: JsonValueKind.Number } index && index.TryGetInt32(out var number)
        && number >= 0 && number < rules.Count ? rules[number] : default;

    private static bool IsFinding(JsonElement result) =>
        Text(result, "kind") is null or "fail" or "review" or "open"
        && Text(result, "baselineState") != "absent"
        && !Items(result, "suppressions").Any();

    private static int? Severity(JsonElement result, JsonElement rule)
    {
        var score = Score(Property(result, "properties")) ?? Score(Property(rule, "properties"));
        if (score is { } number)
        {
            return number >= 9 ? 3 : number >= 7 ? 2 : number >= 4 ? 1 : number > 0 ? 0 : null;
        }

        return (Text(result, "level") ?? Text(Property(rule, "defaultConfiguration"), "level") ?? "warning") switch
        {
            "error" => 2,
            "warning" => 1,
            "note" => 0,
            _ => null,
        };
    }

    private static double? Score(JsonElement properties) => Property(properties, "security-severity") switch
    {
        { ValueKind: JsonValueKind.Number } number => number.GetDouble(),
        { ValueKind: JsonValueKind.String } text when double.TryParse(
            text.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    private static string Location(JsonElement result)
    {
        var physical = Property(Items(result, "locations").FirstOrDefault(), "physicalLocation");
        var file = Text(Property(physical, "artifactLocation"), "uri") ?? "(no place)";
        return Property(Property(physical, "region"), "startLine") is { ValueKind: JsonValueKind.Number } line ? $"{file}:{line}" : file;
    }

    private static JsonElement Property(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) ? value : default;

    private static IEnumerable<JsonElement> Items(JsonElement parent, string name) =>
        Property(parent, name) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : [];

    private static string? Text(JsonElement parent, string name) =>
        Property(parent, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}
