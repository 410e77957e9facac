using System.Xml.Linq;

namespace Slipway.Core.Tests.Conventions;

public class LayoutTests
{
    private const int MaxLines = 400;
    private const int MaxLineLength = 140;

    private static readonly string[] AtTheRoot =
    [
        ".ci", ".editorconfig", ".git", ".gitignore", "CHANGELOG.md", "Directory.Build.props", "Directory.Packages.props", "Functions.sln",
        "LICENSE", "README.md", "azurite.md", "deploy", "docs", "global.json", "host.json", "local.settings.sample.json", "samples", "src",
        "test.sh", "tests",
    ];

    // Project, and what of ours it may refer to.
    private static readonly Dictionary<string, string[]> Arrows = new(StringComparer.Ordinal)
    {
        ["Slipway.Core"] = [],
        ["Slipway.LocalHost"] = [],
        ["Slipway.Integrations"] = ["Slipway.Core"],
        ["Slipway.Functions"] = ["Slipway.Integrations", "Slipway.LocalHost"],
        ["Slipway.Cli"] = ["Slipway.Functions"],
    };

    private static IEnumerable<(string File, string[] Lines)> Sources => new[] { "src", "tests", "samples" }
        .SelectMany(folder => Repository.Files(folder, "*.cs"))
        .Select(file => (file, Lines(file)));

    [Fact]
    public void A_source_file_has_at_most_400_lines()
    {
        var longer = Sources.Where(source => source.Lines.Length > MaxLines)
            .Select(source => $"{source.File}: {source.Lines.Length} lines");

        Assert.Empty(longer);
    }

    [Fact]
    public void A_line_has_at_most_140_characters()
    {
        var longer =
            from source in Sources
            from line in source.Lines.Select((text, index) => (text.Length, number: index + 1))
            where line.Length > MaxLineLength
            select $"{source.File}:{line.number}: {line.Length} characters";

        Assert.Empty(longer);
    }

    [Fact]
    public void The_root_holds_only_what_the_design_names() =>
        Assert.Empty(Repository.TopLevelNames().Except(AtTheRoot, StringComparer.Ordinal));

    [Fact]
    public void Every_project_is_known_to_the_arrows() => Assert.Equal(
        Arrows.Keys.Order(StringComparer.Ordinal),
        Repository.Files("src", "*.csproj").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_only_to_those_below_it(string project) =>
        Assert.Empty(References(project).Except(Arrows[project], StringComparer.Ordinal));

    [Fact]
    public void The_embedded_host_is_referred_to_only_when_it_is_the_chosen_host()
    {
        var reference = Assert.Single(
            XDocument.Parse(Repository.Read("src/Slipway.Functions/Slipway.Functions.csproj")).Descendants("ProjectReference"),
            element => element.Attribute("Include")!.Value.Contains("LocalHost", StringComparison.Ordinal));

        Assert.Equal(
            "'$(FunctionsHost)' == 'local'", (reference.Attribute("Condition") ?? reference.Parent!.Attribute("Condition"))?.Value);
    }

    [Theory]
    [InlineData("Slipway.Core", "Slipway.Functions", "Slipway.Integrations", "Slipway.LocalHost", "Slipway.Cli")]
    [InlineData("Slipway.LocalHost", "Slipway.Functions", "Slipway.Integrations", "Slipway.Core", "Slipway.Cli")]
    [InlineData("Slipway.Integrations", "Slipway.Functions", "Slipway.LocalHost", "Slipway.Cli")]
    [InlineData("Slipway.Functions", "Slipway.LocalHost", "Slipway.Cli")]
    [InlineData("Slipway.Cli", "Slipway.LocalHost")]
    public void A_project_uses_no_namespace_of_those_it_must_not_know(string project, params string[] unknown) => Assert.Empty(
        from file in Repository.Files("src/" + project, "*.cs")
        from line in Lines(file)
        from name in unknown
        where line.StartsWith($"using {name};", StringComparison.Ordinal) || line.StartsWith($"using {name}.", StringComparison.Ordinal)
        select $"{file}: {line}");

    public static TheoryData<string> Projects => [.. Arrows.Keys];

    private static string[] Lines(string file) =>
        Repository.Read(file).TrimEnd('\n').Split('\n').Select(line => line.TrimEnd('\r')).ToArray();

    private static IEnumerable<string> References(string project) => XDocument
        .Parse(Repository.Read($"src/{project}/{project}.csproj"))
        .Descendants("ProjectReference")
        .Select(element => Path.GetFileNameWithoutExtension(element.Attribute("Include")!.Value.Replace('\\', '/')));
}
