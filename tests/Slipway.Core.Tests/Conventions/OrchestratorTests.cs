using System.Text.RegularExpressions;

namespace Slipway.Core.Tests.Conventions;

/// <summary>Orchestrators are replayed: what they do must follow from the history alone.</summary>
public partial class OrchestratorTests
{
    private const string Folder = "src/Slipway.Functions/Orchestrators";

    [Fact]
    public void No_orchestrator_uses_what_a_replay_cannot_repeat() => Assert.Empty(
        from file in Repository.Files(Folder, "*.cs")
        from line in Repository.Read(file).Split('\n').Select((text, index) => (text, number: index + 1))
        where Forbidden(line.text) is not null
        select $"{file}:{line.number}: {Forbidden(line.text)}");

    [Fact]
    public void There_are_orchestrators_to_look_at() => Assert.NotEmpty(Repository.Files(Folder, "*.cs"));

    [Theory]
    [InlineData("var now = DateTime.UtcNow;", "DateTime.UtcNow")]
    [InlineData("var now = DateTimeOffset.Now;", "DateTimeOffset.Now")]
    [InlineData("var id = Guid.NewGuid();", "Guid.NewGuid")]
    [InlineData("await Task.Delay(delay);", "Task.Delay")]
    [InlineData("await Task.Run(work);", "Task.Run")]
    [InlineData("var random = new Random(1);", "Random")]
    [InlineData("await work.ConfigureAwait(false);", "ConfigureAwait(false)")]
    [InlineData("var watch = Stopwatch.StartNew();", "Stopwatch")]
    [InlineData("var home = Environment.GetEnvironmentVariable(name);", "Environment")]
    [InlineData("var text = File.ReadAllText(path);", "File")]
    [InlineData("HttpClient client,", "HttpClient")]
    [InlineData("TimeProvider time", "TimeProvider")]
    [InlineData("var id = context.NewGuid();", null)]
    [InlineData("var now = context.CurrentUtcDateTime;", null)]
    [InlineData("await context.CreateTimer(delay, token);", null)]
    [InlineData("// Not Task.Delay: a timer survives.", null)]
    [InlineData("var file = input.FileName;", null)]
    public void What_is_looked_for_is_found_and_nothing_else(string line, string? found) => Assert.Equal(found, Forbidden(line));

    private static string? Forbidden(string line)
    {
        var comment = line.IndexOf("//", StringComparison.Ordinal);
        var match = Unrepeatable().Match(comment < 0 ? line : line[..comment]);
        return match.Success ? match.Value : null;
    }

    [GeneratedRegex(
        @"\bDateTime(Offset)?\.(UtcNow|Now|Today)\b|\bGuid\.(NewGuid|CreateVersion7)\b|\bTask\.(Delay|Run)\b|\bTask\.Factory\b|\bThread\b"
        + @"|\bRandom(NumberGenerator)?\b|\bConfigureAwait\(false\)|\bStopwatch\b|\bEnvironment\b"
        + @"|\bFile\b|\bDirectory\b|\bHttpClient\b|\bTimeProvider\b",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Unrepeatable();
}
