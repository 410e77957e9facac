using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Integrations.Trackers;

namespace Slipway.Integrations.Tests.Trackers;

public sealed class JiraTrackerTests : IDisposable
{
    private const string Transitions = """
        {"transitions":[{"id":"11","name":"Start","to":{"name":"In Progress"}},{"id":"31","name":"Ship it","to":{"name":"Done"}}]}
        """;

    private readonly AtlassianSite _site = new();

    private JiraTracker Jira => new(_site.Client);

    [Fact]
    public async Task Tickets_are_found_page_by_page()
    {
        _site.Answers(200, """{"issues":[{"key":"SHOP-1","fields":{"summary":"One","status":{"name":"Open"}}}],"nextPageToken":"p2"}""")
            .Answers(200, """{"issues":[{"key":"SHOP-2","fields":{"summary":"Two","status":{"name":"Done"}}}],"isLast":true}""");

        var found = await Jira.FindAsync("fixVersion = \"2.1\"", 500, CancellationToken.None);

        Assert.Equal(
            [new TrackedIssue("SHOP-1", "One", "Open", $"{_site.Url}/browse/SHOP-1"),
                new TrackedIssue("SHOP-2", "Two", "Done", $"{_site.Url}/browse/SHOP-2")],
            found);
        Assert.Equal(("POST", "/rest/api/3/search/jql"), (_site.Asked[0].Verb, _site.Asked[0].Path));
        Assert.Equal("fixVersion = \"2.1\"", _site.Sent(0).GetProperty("jql").GetString());
        Assert.False(_site.Sent(0).TryGetProperty("nextPageToken", out _));
        Assert.Equal("p2", _site.Sent(1).GetProperty("nextPageToken").GetString());
        Assert.Equal("Basic Ym90QGV4YW1wbGUuY29tOnQwa2VuLW9mLXRoZS10ZXN0", _site.Authorization);
    }

    [Fact]
    public async Task A_ticket_is_moved_by_the_name_of_the_status()
    {
        _site.Answers(200, """{"fields":{"status":{"name":"Open"}}}""").Answers(200, Transitions).Answers(204, "");

        Assert.True(await Jira.MoveAsync("SHOP-1", "done", CancellationToken.None));

        Assert.Equal("31", _site.Sent(2).GetProperty("transition").GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_ticket_that_is_there_is_not_moved_and_one_that_cannot_go_there_says_where_it_can()
    {
        _site.Answers(200, """{"fields":{"status":{"name":"Done"}}}""");
        Assert.False(await Jira.MoveAsync("SHOP-1", "Done", CancellationToken.None));

        _site.Answers(200, """{"fields":{"status":{"name":"Open"}}}""").Answers(200, Transitions);
        var error = await Assert.ThrowsAsync<SlipwayException>(() => Jira.MoveAsync("SHOP-1", "Released", CancellationToken.None));
        Assert.Contains("it can be moved to: In Progress, Done.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_comment_is_made_once()
    {
        _site.Answers(200, """{"comments":[]}""").Answers(201, "{}");

        Assert.True(await Jira.CommentAsync("SHOP-1", "wf-1/release", "Merged.\n\nIn 2.1.", CancellationToken.None));
        var document = _site.Sent(1).GetProperty("body");
        _site.Answers(200, $$"""{"comments":[{"id":"5","body":{{document}}}]}""");
        Assert.False(await Jira.CommentAsync("SHOP-1", "wf-1/release", "Merged.\n\nIn 2.1.", CancellationToken.None));

        Assert.Equal("doc", document.GetProperty("type").GetString());
        Assert.Equal(
            ["Merged.", "In 2.1.", "[slipway wf-1/release]"],
            document.GetProperty("content").EnumerateArray()
                .Select(paragraph => paragraph.GetProperty("content")[0].GetProperty("text").GetString()));
        Assert.Equal(3, _site.Asked.Count);
    }

    [Theory]
    [InlineData(429, "{}", ErrorCategory.RateLimited, "left alone for 17 s")]
    [InlineData(500, "oops", ErrorCategory.Transient, "answered 500: oops")]
    [InlineData(401, "{}", ErrorCategory.Permission, "answered 401")]
    [InlineData(400, """{"errorMessages":["Field 'x' does not exist"]}""", ErrorCategory.Configuration, "Field 'x' does not exist")]
    [InlineData(200, "<html>", ErrorCategory.Transient, "no JSON")]
    public async Task What_is_refused_is_an_error_that_says_how(int status, string body, ErrorCategory category, string said)
    {
        _site.Answers(status, body);

        var error = await Assert.ThrowsAsync<SlipwayException>(() => Jira.FindAsync("x = 1", 10, CancellationToken.None));

        Assert.Equal((ErrorCodes.TrackerFailed, category), (error.Code, error.Category));
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("t0ken", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_site_that_asks_to_be_left_alone_is_asked_again_when_it_said()
    {
        _site.Answers(429, "{}");
        var now = TimeProvider.System.GetUtcNow();

        var error = await Assert.ThrowsAsync<SlipwayException>(() => Jira.FindAsync("x = 1", 10, CancellationToken.None));

        Assert.InRange(error.RetryAt!.Value, now.AddSeconds(17), TimeProvider.System.GetUtcNow().AddSeconds(17));
    }

    [Fact]
    public async Task Without_a_site_it_is_said_what_to_set()
    {
        using var home = new TestHome();

        var error = await Assert.ThrowsAsync<SlipwayException>(
            () => home.Get<IIssueTracker>().FindAsync("x = 1", 10, CancellationToken.None));

        Assert.Contains("Slipway:Atlassian:Url is not set", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _site.Dispose();
}
