using System.Text.Json.Nodes;
using Slipway.Core;
using Slipway.Core.Ports;
using Slipway.Integrations.Tests.GitHub;
using Slipway.Integrations.Tests.Trackers;

namespace Slipway.Integrations.Tests.Steps;

/// <summary>What steps do where tickets and pages live.</summary>
public sealed class TrackerStepTests
{
    [Fact]
    public async Task A_ticket_is_moved_to_a_status_and_stays_there()
    {
        using var site = new AtlassianSite();
        using var home = Jira(site);
        site.Answers(200, """{"fields":{"status":{"name":"In Progress"}}}""")
            .Answers(200, """{"transitions":[{"id":"31","to":{"name":"Done"}}]}""").Answers(204, "")
            .Answers(200, """{"fields":{"status":{"name":"Done"}}}""");

        var moved = await Step.RunAsync(home, "issue.move", new { issue = "shop-3", status = "done" });
        var again = await Step.RunAsync(home, "issue.move", new { issue = "SHOP-3", status = "done" });

        Assert.Equal((StepOutcomeStatus.Success, "Moved SHOP-3 to done."), (moved.Status, moved.Message));
        Assert.Equal((true, false), (Moved(moved), Moved(again)));
        Assert.Equal("31", site.Sent(2).GetProperty("transition").GetProperty("id").GetString());
    }

    [Fact]
    public async Task An_issue_on_GitHub_is_closed_once_and_has_no_other_status()
    {
        await using var server = await GitHubServer.StartAsync();
        using var home = GitHub(server);
        server.Issues.Add(new JsonObject { ["number"] = 5, ["title"] = "T", ["state"] = "open", ["html_url"] = "https://github.test/5" });

        var closed = await Step.RunAsync(home, "issue.move", new { repository = "acme/shop", issue = 5, status = "Closed" });
        var again = await Step.RunAsync(home, "issue.move", new { repository = "acme/shop", issue = 5, status = "closed" });
        var other = await Step.RunAsync(home, "issue.move", new { repository = "acme/shop", issue = 5, status = "In Review" });
        var gone = await Step.RunAsync(home, "issue.move", new { repository = "acme/shop", issue = 6, status = "closed" });

        Assert.Equal((true, false), (Moved(closed), Moved(again)));
        Assert.Single(server.Requests, request => request.StartsWith("PATCH", StringComparison.Ordinal));
        Assert.Equal("closed", $"{server.Issues[0]["state"]}");
        Assert.Contains("are open or closed", other.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorCodes.StepConfigInvalid, gone.Code);
    }

    [Fact]
    public async Task A_page_is_published_by_its_space_and_title()
    {
        using var site = new AtlassianSite();
        using var home = Jira(site);
        site.Answers(200, """{"results":[{"id":"42"}]}""").Answers(200, """{"results":[]}""").Answers(200, """{"id":"7"}""");

        var outcome = await Step.RunAsync(
            home, "docs.publish", new { space = "SHOP", title = "Release 2.1", text = "Done. ghp_0123456789abcdefghijklmnopqrstuvwxyz" });

        Assert.Equal("Published 'Release 2.1' in SHOP, version 1.", outcome.Message);
        Assert.Equal("7", outcome.Outputs!.Value.GetProperty("id").GetString());
        Assert.Equal($"{site.Url}/wiki/pages/viewpage.action?pageId=7", outcome.Outputs!.Value.GetProperty("url").GetString());
        Assert.DoesNotContain("ghp_", site.Asked[2].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_tickets_of_a_query_are_found_and_none_or_too_many_are_a_failure()
    {
        using var site = new AtlassianSite();
        using var home = Jira(site);
        site.Answers(200, """{"issues":[{"key":"SHOP-1","fields":{"summary":"One"}}],"nextPageToken":"2"}""")
            .Answers(200, """{"issues":[{"key":"SHOP-2","fields":{"summary":"Two"}}]}""")
            .Answers(200, """{"issues":[]}""").Answers(200, """{"issues":[]}""")
            .Answers(200, """{"issues":[{"key":"SHOP-1","fields":{}},{"key":"SHOP-2","fields":{}}]}""");

        var found = await Step.RunAsync(home, "issue.find", new { query = "fixVersion = 2" });
        var none = await Step.RunAsync(home, "issue.find", new { query = "fixVersion = 2" });
        var allowed = await Step.RunAsync(home, "issue.find", new { query = "fixVersion = 2", allowNone = true });
        var many = await Step.RunAsync(home, "issue.find", new { query = "fixVersion = 2", limit = 1 });

        Assert.Equal("""["SHOP-1","SHOP-2"]""", found.Outputs!.Value.GetProperty("keys").GetRawText());
        Assert.Contains("no ticket of fixVersion = 2", none.Message, StringComparison.Ordinal);
        Assert.Equal(0, allowed.Outputs!.Value.GetProperty("count").GetInt32());
        Assert.Contains("more than 1 tickets", many.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v2.1.0", "major", "release", "v2.1.0")]
    [InlineData("2.1.0-rc.1", "major", "release", "2.1.0-rc.1")]
    [InlineData("Sprint 7", "major", "release", "v2.0.0")]
    [InlineData("Sprint 7", "patch", "release", "v1.10.3")]
    [InlineData("Sprint 7", "from_release_type", "release", "v1.11.0")]
    [InlineData("Sprint 7", "from_release_type", "hotfix", "v1.10.3")]
    public async Task The_next_version_is_the_one_asked_for_or_the_highest_tag_raised(
        string wanted, string bump, string releaseType, string expected)
    {
        using var home = new TestHome();

        var outcome = await Step.RunAsync(home, "release.version", new
        {
            action = "next", version = wanted, bump, releaseType, tags = new[] { "v1.9.0\nv1.10.2\nnightly", "v1.10.0\nv3.0.0-rc.1" },
        });

        Assert.Equal(expected, outcome.Outputs!.Value.GetProperty("version").GetString());
    }

    [Fact]
    public async Task A_version_is_made_and_released_once()
    {
        using var site = new AtlassianSite();
        using var home = Jira(site);
        site.Answers(200, """[{"id":"9","name":"2.1","released":false}]""")
            .Answers(200, """[{"id":"9","name":"2.1","released":false}]""").Answers(200, "{}");

        var created = await Step.RunAsync(home, "release.version", new { action = "create", project = "SHOP", version = "2.1" });
        var released = await Step.RunAsync(home, "release.version", new { action = "release", project = "SHOP", version = "2.1" });

        Assert.False(created.Outputs!.Value.GetProperty("created").GetBoolean());
        Assert.True(released.Outputs!.Value.GetProperty("released").GetBoolean());
        Assert.Contains(
            "give its key", Step.Problems(home, "release.version", new { action = "release", version = "2.1" })[0],
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_meant_is_said_before_it_runs()
    {
        using var home = new TestHome();

        Assert.Contains("names no issue", Step.Problems(home, "issue.move", new { issue = "the third", status = "Done" })[0]);
        Assert.Contains("'status' is missing", Step.Problems(home, "issue.move", new { issue = "SHOP-1" })[0]);
        Assert.Contains("'space' is missing", Step.Problems(home, "docs.publish", new { title = "T", text = "x" })[0]);
    }

    private static bool Moved(StepOutcome outcome) => outcome.Outputs!.Value.GetProperty("moved").GetBoolean();

    private static TestHome GitHub(GitHubServer server) => new(
        ("GitHub:ApiUrl", server.ApiUrl), ("GitHub:TokenName", "Slipway:GitHubToken"), ("GitHub:ChangeGap", "00:00:00"),
        ("GitHubToken", GitHubServer.Token));

    private static TestHome Jira(AtlassianSite site) => new(
        ("Atlassian:Url", site.Url), ("Atlassian:User", "bot@example.com"), ("Atlassian:TokenSetting", "Slipway:JiraToken"),
        ("JiraToken", "t0ken-of-the-test"), ("Outbound:AllowPrivate", "true"));
}
