using System.Text.Json;
using Slipway.Core.Lifecycle;

namespace Slipway.Integrations.Gates;

/// <summary>Judges what audits found.</summary>
internal static class AuditReport
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64, AllowTrailingCommas = true };

    /// <summary>Reads the JSON of an audit.</summary>
    /// <param name="tool"><c>dotnet</c>, <c>npm</c> or <c>sarif</c>.</param>
    /// <param name="json">Its report.</param>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="FormatException">It is no such report, or the tool says that it could not audit.</exception>
    internal static IReadOnlyList<AuditFinding> Read(string tool, ReadOnlyMemory<byte> json)
    {
        if (json.Span.StartsWith("\uFEFF"u8))
        {
            json = json[3..];
        }

        using var document = JsonDocument.Parse(json, Options);
        try
        {
            return tool switch
            {
                "dotnet" => [.. DotnetAudit.Read(document.RootElement)],
                "npm" => [.. NpmAudit.Read(document.RootElement)],
                _ => [.. SarifReport.Read(document.RootElement)],
            };
        }
        catch (Exception exception) when (exception is InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException($"it is not the report of '{tool}': {exception.Message}", exception);
        }
    }

    /// <summary>Compares with the level from which on a finding fails the gate.</summary>
    internal static Verdict Judge(IReadOnlyList<AuditFinding> findings, string level)
    {
        var limit = SeverityOf(level) ?? 0;
        var failing = findings.Where(finding => finding.Severity >= limit)
            .OrderByDescending(finding => finding.Severity).ThenBy(finding => finding.Subject, StringComparer.Ordinal).ToList();
        var counts = Enumerable.Range(0, GateKind.Severities.Count).Reverse()
            .Select(severity => (severity, count: findings.Count(finding => finding.Severity == severity)))
            .Where(pair => pair.count > 0)
            .Select(pair => $"{pair.count} {GateKind.Severities[pair.severity]}");
        var found = findings.Count == 0 ? "nothing was found" : $"{string.Join(", ", counts)} found";
        var told = new GateText().Line($"Audit, fails from '{level}' on: {found}.");
        foreach (var finding in failing)
        {
            told.Line($"- {GateKind.Severities[finding.Severity]}: {finding.Subject}: {finding.Text}");
        }

        return new Verdict(failing.Count == 0, failing.Count == 0 ? found : $"{found}: {failing[0].Subject}", told);
    }

    /// <summary>The number of a severity by any tool's word for it; <see langword="null"/> for one that is none.</summary>
    internal static int? SeverityOf(string? word) => word?.ToLowerInvariant() switch
    {
        "critical" => 3,
        "high" => 2,
        "moderate" or "medium" => 1,
        "low" => 0,
        _ => null,
    };
}
