using Slipway.Core.Lifecycle;

namespace Slipway.Core.Tests.Lifecycle;

public class GateKindTests
{
    [Theory]
    [InlineData("command")]
    [InlineData("coverage", "file=coverage.xml", "min=80")]
    [InlineData("coverage", "file=**/coverage.cobertura.xml", "min=79.5", "metric=branches")]
    [InlineData("tests", "file=TestResults/*.trx")]
    [InlineData("audit", "tool=npm")]
    [InlineData("audit", "tool=sarif", "file=scan.sarif", "level=low")]
    [InlineData("platform-checks")]
    [InlineData("platform-checks", "names=build, lint")]
    [InlineData("ai-review")]
    [InlineData("ai-review", "level=low", "criteria=Arithmetic.", "exclude=*.lock, **/generated/*")]
    public void What_a_kind_takes_is_fine(string kind, params string[] settings) => Assert.Null(Problem(kind, settings));

    [Theory]
    [InlineData("the kind must be one of command, coverage,", "magic")]
    [InlineData("the kind 'command' takes no settings, and 'file' is given.", "command", "file=x")]
    [InlineData("'minimum' is no setting of 'coverage'; it takes file, min, metric.", "coverage", "file=x", "minimum=3")]
    [InlineData("the setting 'min' is missing.", "coverage", "file=x")]
    [InlineData("the setting 'file' is missing.", "coverage", "file= ", "min=3")]
    [InlineData("'min' must be a percentage from 0 to 100, not '101'.", "coverage", "file=x", "min=101")]
    [InlineData("'min' must be a percentage from 0 to 100, not 'NaN'.", "coverage", "file=x", "min=NaN")]
    [InlineData("'file' must be a path inside the worktree", "tests", "file=../x")]
    [InlineData("'file' must be a path inside the worktree", "tests", "file=/etc/passwd")]
    [InlineData("'tool' must be one of dotnet, npm, sarif, not 'cargo'.", "audit", "tool=cargo")]
    [InlineData("the setting 'file' is missing.", "audit", "tool=sarif")]
    [InlineData("'names' holds what looks like a credential.", "platform-checks", "names=ghp_0123456789012345678901234567890123456789")]
    [InlineData("'level' must be one of low, moderate, high, critical, not 'bad'.", "ai-review", "level=bad")]
    [InlineData("'exclude' must be a path inside the worktree", "ai-review", "exclude=*.lock,../x")]
    public void What_a_kind_does_not_take_is_said(string said, string kind, params string[] settings) =>
        Assert.StartsWith(said, Problem(kind, settings), StringComparison.Ordinal);

    private static string? Problem(string kind, string[] settings) => GateKind.Problem(new GateSpec("gate")
    {
        Kind = kind, Settings = settings.Select(setting => setting.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1]),
    });
}
