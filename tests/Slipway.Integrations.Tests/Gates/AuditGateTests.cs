namespace Slipway.Integrations.Tests.Gates;

public sealed class AuditGateTests : IDisposable
{
    private const string Dotnet = """
        {"version":1,"parameters":"--vulnerable","projects":[{"path":"a.csproj","frameworks":[{"framework":"net10.0",
          "topLevelPackages":[{"id":"Bad.Json","requestedVersion":"1.0.0","resolvedVersion":"1.0.0",
            "vulnerabilities":[{"severity":"High","advisoryurl":"https://github.com/advisories/GHSA-1"}]}],
          "transitivePackages":[{"id":"Old.Xml","resolvedVersion":"2.0.0",
            "vulnerabilities":[{"severity":"Low","advisoryurl":"https://github.com/advisories/GHSA-2"}]}]}]},{"path":"b.csproj"}]}
        """;

    private const string Npm = """
        {"auditReportVersion":2,"vulnerabilities":{
          "minimist":{"name":"minimist","severity":"critical","isDirect":false,"range":"<1.2.6",
            "via":[{"title":"Prototype Pollution","url":"https://github.com/advisories/GHSA-xvch","severity":"critical"}]},
          "mkdirp":{"name":"mkdirp","severity":"moderate","range":"0.4.1 - 0.5.1","via":["minimist"]}},
         "metadata":{"vulnerabilities":{"total":2}}}
        """;

    private const string Sarif = """
        {"version":"2.1.0","runs":[{"tool":{"driver":{"name":"scan","rules":[
            {"id":"R1","properties":{"security-severity":"9.8"}},{"id":"R2","defaultConfiguration":{"level":"note"}}]}},
          "results":[
            {"ruleId":"R1","message":{"text":"SQL from input"},"locations":[{"physicalLocation":
              {"artifactLocation":{"uri":"src/Db.cs"},"region":{"startLine":12}}}]},
            {"ruleIndex":1,"message":{"text":"unused"}},
            {"ruleId":"R3","level":"error","message":{"text":"suppressed"},"suppressions":[{"kind":"inSource"}]},
            {"ruleId":"R3","kind":"pass","level":"error","message":{"text":"fine"}}]}]}
        """;

    private readonly GateScene _scene = new();

    [Theory]
    [InlineData("dotnet", Dotnet, "high", "1 high, 1 low found: Bad.Json 1.0.0", "GHSA-1")]
    [InlineData("npm", Npm, "high", "1 critical, 1 moderate found: minimist <1.2.6",
        "Prototype Pollution https://github.com/advisories/GHSA-xvch")]
    [InlineData("npm", Npm, "moderate", "1 critical, 1 moderate found: minimist <1.2.6", "mkdirp 0.4.1 - 0.5.1: by minimist")]
    [InlineData("sarif", Sarif, "critical", "1 critical, 1 low found: src/Db.cs:12", "R1 SQL from input")]
    public async Task What_is_as_severe_as_the_level_fails_the_gate(string tool, string report, string level, string said, string told)
    {
        _scene.Write("report.json", report);

        var result = await _scene.RunAsync("audit", "", $"tool={tool}", "file=report.json", $"level={level}");

        Assert.False(result.Passed);
        Assert.Contains(said, result.Message, StringComparison.Ordinal);
        Assert.Contains(told, result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dotnet", Dotnet, "critical")]
    [InlineData("dotnet", """{"version":1,"projects":[{"path":"a.csproj"}]}""", "low")]
    [InlineData("npm", """{"auditReportVersion":2,"vulnerabilities":{},"metadata":{}}""", "low")]
    [InlineData("sarif", """{"version":"2.1.0","runs":[]}""", "low")]
    public async Task What_is_less_severe_passes(string tool, string report, string level)
    {
        _scene.Write("report.json", report);

        var result = await _scene.RunAsync("audit", "", $"tool={tool}", "file=report.json", $"level={level}");

        Assert.True(result.Passed, result.Message);
    }

    [Fact]
    public async Task The_command_prints_the_report_and_its_exit_code_and_other_stream_do_not_matter()
    {
        _scene.Write("printed.json", Npm);

        var failed = await _scene.RunAsync("audit", "echo npm warn something >&2; cat printed.json; exit 1", "tool=npm");
        var passed = await _scene.RunAsync(
            "audit", "echo '{\"vulnerabilities\":{}}'; exit 1", "tool=npm");

        Assert.Equal((false, 1), (failed.Passed, failed.ExitCode));
        Assert.Contains("minimist", failed.Output, StringComparison.Ordinal);
        Assert.Contains("npm warn something", _scene.Home.ReadArtifact(failed.Log), StringComparison.Ordinal);
        Assert.True(passed.Passed, passed.Message);
    }

    [Theory]
    [InlineData("npm", """{"error":{"code":"ENOLOCK","summary":"This command requires an existing lockfile."}}""",
        "requires an existing lockfile")]
    [InlineData("dotnet", """{"version":1,"problems":[{"level":"error","text":"No assets file"}],"projects":[]}""", "No assets file")]
    [InlineData("dotnet", """{"hello":1}""", "it is not the report of 'dotnet'")]
    [InlineData("sarif", """[]""", "it is not the report of 'sarif'")]
    [InlineData("npm", "npm ERR! network", "cannot be read")]
    public async Task An_audit_that_could_not_be_made_does_not_pass(string tool, string report, string said)
    {
        _scene.Write("report.json", report);

        var result = await _scene.RunAsync("audit", "", $"tool={tool}", "file=report.json");

        Assert.False(result.Passed);
        Assert.Contains(said, result.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _scene.Dispose();
}
