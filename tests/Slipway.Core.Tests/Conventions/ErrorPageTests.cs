using System.Reflection;

namespace Slipway.Core.Tests.Conventions;

public class ErrorPageTests
{
    private static readonly string[] Sections = ["## Common causes", "## What to do"];

    private static readonly List<string> All = [.. typeof(ErrorCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(constant => (string)constant.GetRawConstantValue()!)];

    public static TheoryData<string> Codes => [.. All];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_code_has_a_page_that_says_what_it_means_and_what_to_do(string code)
    {
        var page = Repository.Read($"docs/errors/{code}.md");

        Assert.StartsWith($"# {code}: ", page, StringComparison.Ordinal);
        Assert.All(Sections, section => Assert.Contains($"\n{section}\n", page, StringComparison.Ordinal));
        Assert.Contains($"[{code}]({code}.md)", Repository.Read("docs/errors/README.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_page_is_about_a_code()
    {
        var pages = Repository.Files("docs/errors", "*.md").Select(file => Path.GetFileNameWithoutExtension(file))
            .Where(name => name != "README");

        Assert.Equal(All.Order(StringComparer.Ordinal), pages.Order(StringComparer.Ordinal));
    }
}
