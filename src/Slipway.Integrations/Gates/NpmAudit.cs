using System.Text.Json;

namespace Slipway.Integrations.Gates;

/// <summary>Reads <c>npm audit --json</c>, its report of version 2: <c>vulnerabilities</c> by package, each with the advisories it is
/// <c>via</c>.</summary>
internal static class NpmAudit
{
    internal static IEnumerable<AuditFinding> Read(JsonElement root)
    {
        if (root.TryGetProperty("error", out var error))
        {
            throw new FormatException($"the audit could not be made: {Text(error, "summary") ?? Text(error, "code")}");
        }

        return root.GetProperty("vulnerabilities").EnumerateObject().Select(package => new AuditFinding(
            AuditReport.SeverityOf(Text(package.Value, "severity")) ?? 0,
            $"{package.Name} {Text(package.Value, "range")}".TrimEnd(),
            string.Join("; ", Reasons(package.Value))));
    }

    private static IEnumerable<string> Reasons(JsonElement package) =>
        package.TryGetProperty("via", out var via) && via.ValueKind == JsonValueKind.Array
            ? via.EnumerateArray().Select(reason => reason.ValueKind == JsonValueKind.String
                ? $"by {reason.GetString()}"
                : $"{Text(reason, "title")} {Text(reason, "url")}".Trim())
            : [];

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
