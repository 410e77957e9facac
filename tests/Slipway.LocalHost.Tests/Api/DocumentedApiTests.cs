using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;

namespace Slipway.LocalHost.Tests.Api;

/// <summary>What the packages have and the host does not declare is in docs/local-host.md, with the reason; and nothing else.</summary>
public sealed partial class DocumentedApiTests
{
    private static readonly HashSet<string> Declared =
        [.. typeof(FunctionAttribute).Assembly.GetTypes().Where(ApiText.IsVisible).SelectMany(ApiText.Lines)];

    private static readonly IReadOnlyList<ApiName> Listed =
        [.. Listing.ReadLines().Where(line => !line.Contains("(could not read")).Select(ApiName.Of)];

    private static readonly IReadOnlyList<ApiName> Undeclared = [.. Listed.Where(name => !Declared.Contains(name.Line))];

    [Fact]
    public void What_is_in_the_packages_and_not_declared_is_documented()
    {
        var documented = Documented();

        var silent = Undeclared.Where(name => !documented.Any(entry => name.IsMeantBy(entry))).Select(name => name.Line).ToList();

        Assert.True(silent.Count == 0, "Neither declared nor in docs/local-host.md:\n" + string.Join('\n', silent));
    }

    [Fact]
    public void What_is_documented_as_missing_is_in_the_packages_and_not_declared()
    {
        Assert.All(Documented(), entry =>
        {
            Assert.True(Undeclared.Any(name => name.IsMeantBy(entry)), $"{entry} is declared, or in no package.");
            Assert.False(
                Listed.Any(name => name.Member is null && Declared.Contains(name.Line) && name.IsMeantBy(entry)),
                $"{entry} is declared: name its members that are not.");
        });
    }

    [Fact]
    public void Each_package_is_looked_at()
    {
        Assert.InRange(Undeclared.Count, 300, Listed.Count - 500);
        Assert.All(
            ["Azure.Storage.Queues.", "DurableTask.Core.", "Microsoft.Azure.Functions.Worker.", "Microsoft.DurableTask."],
            package => Assert.Contains(Undeclared, name => name.Line.StartsWith(package, StringComparison.Ordinal)));
    }

    /// <summary>The names in the first column of the page's table.</summary>
    private static List<string> Documented()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Functions.sln")))
        {
            root = root.Parent!;
        }

        var page = File.ReadAllText(Path.Combine(root.FullName, "docs", "local-host.md"));
        var section = page.Split("## What is in the packages and not here")[1].Split("Calling what is declared")[0];
        return
        [
            .. section.Split('\n').Where(line => line.StartsWith('|'))
                .SelectMany(line => Quoted().Matches(line.Split('|')[1]).Select(match => match.Groups["name"].Value)),
        ];
    }

    [GeneratedRegex("`(?<name>[^`]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quoted();
}
