using Slipway.Core;
using Slipway.Core.Ports;
using Slipway.Integrations.Trackers;

namespace Slipway.Integrations.Tests.Trackers;

public sealed class ConfluencePagesTests : IDisposable
{
    private const string Space = """{"results":[{"id":"42","key":"SHOP"}]}""";
    private const string NoPage = """{"results":[]}""";

    private static readonly DocumentationText Text = new("SHOP", "Release 2.1", "A < B\n\nDone.");

    private readonly AtlassianSite _site = new();

    [Fact]
    public async Task A_page_is_made_when_there_is_none_of_that_title()
    {
        _site.Answers(200, Space).Answers(200, NoPage).Answers(200, """{"id":"7"}""");

        Assert.Equal(Saved(1, changed: true), await SaveAsync());

        Assert.Equal("/wiki/api/v2/spaces?keys=SHOP", _site.Asked[0].Path);
        Assert.Equal("/wiki/api/v2/pages?space-id=42&title=Release%202.1&body-format=storage", _site.Asked[1].Path);
        Assert.Equal("<p>A &lt; B</p><p>Done.</p>", _site.Sent(2).GetProperty("body").GetProperty("value").GetString());
        Assert.Equal("42", _site.Sent(2).GetProperty("spaceId").GetString());
    }

    [Fact]
    public async Task A_page_that_says_something_else_gets_its_next_version_and_one_that_says_it_is_left_alone()
    {
        _site.Answers(200, Space).Answers(200, Page(3, "<p>old</p>")).Answers(200, """{"id":"7"}""");
        Assert.Equal(Saved(4, changed: true), await SaveAsync());
        Assert.Equal(("PUT", "/wiki/api/v2/pages/7"), (_site.Asked[2].Verb, _site.Asked[2].Path));
        Assert.Equal(4, _site.Sent(2).GetProperty("version").GetProperty("number").GetInt32());

        _site.Answers(200, Space).Answers(200, Page(4, "<p>A &lt; B</p><p>Done.</p>"));
        Assert.Equal(Saved(4, changed: false), await SaveAsync());
    }

    [Fact]
    public async Task Who_loses_a_race_for_a_version_takes_the_next_one()
    {
        _site.Answers(200, Space).Answers(200, Page(3, "old")).Answers(409, "{}").Answers(200, Page(4, "theirs")).Answers(200, "{}");

        Assert.Equal(Saved(5, changed: true), await SaveAsync());
    }

    [Fact]
    public async Task A_race_that_is_lost_again_and_again_ends_in_an_error()
    {
        _site.Answers(200, Space);
        for (var race = 0; race < 3; race++)
        {
            _site.Answers(200, Page(race, "theirs")).Answers(409, "{}");
        }

        var error = await Assert.ThrowsAsync<SlipwayException>(SaveAsync);

        Assert.Contains("changed by somebody else", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_space_that_is_not_there_is_said_so()
    {
        _site.Answers(200, NoPage);

        var error = await Assert.ThrowsAsync<SlipwayException>(SaveAsync);

        Assert.Contains("There is no Confluence space 'SHOP'", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _site.Dispose();

    private DocumentationPage Saved(int version, bool changed) =>
        new("7", version, changed) { Url = $"{_site.Url}/wiki/pages/viewpage.action?pageId=7" };

    private Task<DocumentationPage> SaveAsync() => new ConfluencePages(_site.Client).SaveAsync(Text, CancellationToken.None);

    private static string Page(int version, string value) =>
        """{"results":[{"id":"7","version":{"number":VERSION},"body":{"storage":{"value":"VALUE"}}}]}"""
            .Replace("VERSION", $"{version}").Replace("VALUE", value);
}
