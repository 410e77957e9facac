using System.Text.Json;
using System.Text.RegularExpressions;

namespace Slipway.Integrations.Analysis;

/// <summary>Tells by which commands a repository is built and tested, from the files that say so.</summary>
internal static partial class Toolchain
{
    private const int MaxManifests = 20;

    private static readonly string[] Names =
    [
        "package.json", "pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "tox.ini", "pytest.ini", "go.mod", "Cargo.toml",
        "pom.xml", "build.gradle", "build.gradle.kts", "Gemfile", "composer.json", "mix.exs", "Package.swift", "CMakeLists.txt", "Makefile",
        "test.sh",
    ];

    private static readonly string[] Extensions = [".sln", ".slnx", ".csproj", ".fsproj", ".vbproj"];

    private static readonly (string[] Files, string? Build, string? Test)[] Usual =
    [
        (["go.mod"], "go build ./...", "go test ./..."),
        (["Cargo.toml"], "cargo build", "cargo test"),
        (["pom.xml"], "mvn --batch-mode package", "mvn --batch-mode test"),
        (["gradlew"], "./gradlew build", "./gradlew test"),
        (["pyproject.toml", "setup.py", "setup.cfg", "pytest.ini", "tox.ini"], null, "pytest"),
        (["mix.exs"], "mix compile", "mix test"),
        (["Package.swift"], "swift build", "swift test"),
        (["Gemfile"], null, "bundle exec rake test"),
        (["composer.json"], null, "composer test"),
    ];

    /// <summary>The files that say how it is built, the highest first.</summary>
    internal static IReadOnlyList<string> Manifests(IEnumerable<SourceFile> files) =>
    [
        .. files.Select(file => file.Path)
            .Where(path => Names.Contains(Path.GetFileName(path), StringComparer.Ordinal) || IsDotnet(path))
            .OrderBy(path => path.Count(character => character == '/')).ThenBy(path => path, StringComparer.Ordinal)
            .Take(MaxManifests),
    ];

    /// <summary>The commands, for the top level.</summary>
    /// <param name="manifests">See <see cref="Manifests"/>.</param>
    /// <param name="topFiles">The names of the files at the top level.</param>
    /// <param name="read">Reads one of them; <see langword="null"/> when it cannot.</param>
    internal static (string? Build, string? Test) Commands(
        IReadOnlyList<string> manifests, IReadOnlySet<string> topFiles, Func<string, string?> read)
    {
        var makefile = topFiles.Contains("Makefile") ? read("Makefile") ?? "" : "";
        var own = (
            Build: MakeBuild().IsMatch(makefile) ? "make build" : null,
            Test: topFiles.Contains("test.sh") ? "./test.sh" : MakeTest().IsMatch(makefile) ? "make test" : null);
        var (build, test) = manifests.Any(IsDotnet) ? ("dotnet build", "dotnet test")
            : topFiles.Contains("package.json") ? Node(topFiles, read("package.json"))
            : Usual.Where(tool => topFiles.Overlaps(tool.Files)).Select(tool => (tool.Build, tool.Test)).FirstOrDefault();
        return (own.Build ?? build, own.Test ?? test);
    }

    private static bool IsDotnet(string path) => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    private static (string? Build, string? Test) Node(IReadOnlySet<string> topFiles, string? manifest)
    {
        var tool = topFiles.Contains("pnpm-lock.yaml") ? "pnpm" : topFiles.Contains("yarn.lock") ? "yarn" : "npm";
        try
        {
            using var document = JsonDocument.Parse(manifest ?? "{}");
            var has = (string script) => document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("scripts", out var scripts) && scripts.ValueKind == JsonValueKind.Object
                && scripts.TryGetProperty(script, out _);
            return (has("build") ? $"{tool} run build" : null, has("test") ? $"{tool} test" : null);
        }
        catch (JsonException)
        {
            return (null, null);
        }
    }

    [GeneratedRegex(@"^test\s*:", RegexOptions.Multiline | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex MakeTest();

    [GeneratedRegex(@"^build\s*:", RegexOptions.Multiline | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex MakeBuild();
}
