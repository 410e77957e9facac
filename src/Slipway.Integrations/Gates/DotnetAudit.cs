using System.Text.Json;

namespace Slipway.Integrations.Gates;

/// <summary>Reads <c>dotnet list package --vulnerable --format json</c>: projects, their frameworks, their packages.</summary>
internal static class DotnetAudit
{
    internal static IEnumerable<AuditFinding> Read(JsonElement root)
    {
        var problem = Items(root, "problems").FirstOrDefault(item => Text(item, "level") == "error");
        if (problem.ValueKind == JsonValueKind.Object)
        {
            throw new FormatException($"the audit could not be made: {Text(problem, "text")}");
        }

        return root.GetProperty("projects").EnumerateArray()
            .SelectMany(project => Items(project, "frameworks"))
            .SelectMany(framework => Items(framework, "topLevelPackages").Concat(Items(framework, "transitivePackages")))
            .SelectMany(package => Items(package, "vulnerabilities").Select(vulnerability => new AuditFinding(
                AuditReport.SeverityOf(Text(vulnerability, "severity")) ?? 0,
                $"{Text(package, "id")} {Text(package, "resolvedVersion")}",
                Text(vulnerability, "advisoryurl") ?? "")))
            .Distinct();
    }

    private static IEnumerable<JsonElement> Items(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : [];

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
