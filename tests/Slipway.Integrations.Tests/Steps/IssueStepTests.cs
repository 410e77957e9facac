using System.Text.Json.Nodes;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Integrations.Tests.GitHub;
using Slipway.Integrations.Tests.Trackers;

namespace Slipway.Integrations.Tests.Steps;

public sealed class IssueStepTests
{
    [Fact]
    public async Task The_most_urgent_issue_comes_first_and_only_the_one_that_is_held_is_worked_on()
    {
        await using var server = await GitHubServer.StartAsync();
        using var home = GitHub(server);
        server.Issues.Add(Issue(5, "Later", "slipway"));
        server.Issues.Add(Issue(6, "Now", "slipway", "P0"));
        server.Issues.Add(Issue(7, "Soon", "slipway", "P1"));
        var context = Step.Context(new { repository = "acme/shop", labels = "slipway", priorities = new[] { "P0", "P1" }, assign = "ada" });

        var wanted = await Step.RunAsync(home, "issue.select", context);
        Assert.DoesNotContain(server.Requests, request => request.StartsWith("POST", StringComparison.Ordinal));
        var taken = await Step.RunAsync(home, "issue.select", context with { Claim = wanted.Candidates![1] });

        var host = server.Url.Authority;
        Assert.Equal([$"{host}/acme/shop#6", $"{host}/acme/shop#7", $"{host}/acme/shop#5"], wanted.Candidates);
        Assert.Contains(server.Requests, request => request.Contains("labels=slipway", StringComparison.Ordinal));
        var issue = taken.Outputs!.Value.GetProperty("issue");
        Assert.Equal((7, "Soon", "7"), (
            issue.GetProperty("number").GetInt32(), issue.GetProperty("title").GetString(), issue.GetProperty("key").GetString()));
        Assert.Equal("ada", $"{server.Issues[2]["assignees"]![0]!["login"]}");
    }

    [Fact]
    public async Task An_urgent_issue_is_found_behind_hundreds_of_others()
    {
        await using var server = await GitHubServer.StartAsync();
        using var home = GitHub(server);
        server.PagesOf(100);
        for (var number = 1; number < 250; number++)
        {
            server.Issues.Add(Issue(number, "Old"));
        }

        server.Issues.Add(Issue(250, "Now", "P0"));

        var wanted = await Step.RunAsync(home, "issue.select", new { repository = "acme/shop", priorities = new[] { "p0", "p1" } });

        Assert.Equal(100, wanted.Candidates!.Count);
        Assert.Equal([$"{server.Url.Authority}/acme/shop#250", $"{server.Url.Authority}/acme/shop#1"], wanted.Candidates.Take(2));
    }

    [Theory]
    [InlineData("../user")]
    [InlineData("acme/..")]
    [InlineData("acme/shop/issues")]
    public async Task A_repository_that_is_none_is_refused_before_anybody_is_asked(string repository)
    {
        await using var server = await GitHubServer.StartAsync();
        using var home = GitHub(server);

        var outcome = await Step.RunAsync(home, "issue.select", new { repository });

        Assert.Contains("it must be owner/name", outcome.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Without_an_issue_there_is_nothing_to_do_and_one_that_was_closed_is_not_worked_on()
    {
        await using var server = await GitHubServer.StartAsync();
        using var home = GitHub(server);
        var context = Step.Context(new { repository = "acme/shop" });

        Assert.Equal(StepOutcomeStatus.Idle, (await Step.RunAsync(home, "issue.select", context)).Status);
        server.Issues.Add(Issue(5, "Gone"));
        server.Issues[0]["state"] = "closed";
        var closed = await Step.RunAsync(home, "issue.select", context with { Claim = "h/acme/shop#5" });

        Assert.Equal((StepOutcomeStatus.Error, ErrorCategory.Transient), (closed.Status, closed.Category));
    }

    [Fact]
    public async Task Tickets_are_selected_by_JQL()
    {
        using var site = new AtlassianSite();
        using var home = Jira(site);
        site.Answers(200, """{"issues":[{"key":"SHOP-2","fields":{"summary":"A","labels":["low"]}},"""
            + """{"key":"SHOP-3","fields":{"summary":"B","labels":["high"]}}]}""");
        site.Answers(200, """{"key":"SHOP-3","fields":{"summary":"B","labels":["high"],"description":{"type":"doc","content":"""
            + """[{"type":"paragraph","content":[{"type":"text","text":"First."}]},"""
            + """{"type":"paragraph","content":[{"type":"text","text":"Second."}]}]}}}""");
        var context = Step.Context(
            new { query = "project = SHOP order by rank", labels = new[] { "a\"b" }, priorities = new[] { "high" } });

        var wanted = await Step.RunAsync(home, "issue.select", context);
        var taken = await Step.RunAsync(home, "issue.select", context with { Claim = wanted.Candidates![0] });

        Assert.Equal(["jira/SHOP-3", "jira/SHOP-2"], wanted.Candidates);
        Assert.Equal("(project = SHOP) AND labels = \"a\\\"b\" order by rank", site.Sent(0).GetProperty("jql").GetString());
        Assert.Equal(
            ("GET", "/rest/api/3/issue/SHOP-3?fields=summary,status,description,labels"), (site.Asked[1].Verb, site.Asked[1].Path));
        Assert.Equal("First.\nSecond.", taken.Outputs!.Value.GetProperty("issue").GetProperty("body").GetString());
    }

    [Theory]
    [InlineData(200, """{"key":"SHOP-3","fields":{"summary":"B","status":{"name":"Shipped","statusCategory":{"key":"done"}}}}""")]
    [InlineData(404, """{"errorMessages":["Issue does not exist or you do not have permission to see it."]}""")]
    public async Task A_ticket_that_is_done_or_gone_is_not_worked_on(int status, string answer)
    {
        using var site = new AtlassianSite();
        using var home = Jira(site);
        site.Answers(status, answer);

        var taken = await Step.RunAsync(home, "issue.select", Step.Context(new { tracker = "jira" }) with { Claim = "jira/SHOP-3" });

        Assert.Equal((StepOutcomeStatus.Error, ErrorCategory.Transient), (taken.Status, taken.Category));
        Assert.Contains("was closed while it was selected", taken.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("project = SHOP  order\t BY  rank", "(project = SHOP) AND labels = \"a\" order\t BY  rank")]
    [InlineData("summary ~ 'x order by y'", "(summary ~ 'x order by y') AND labels = \"a\" ORDER BY created ASC")]
    [InlineData("summary ~ \"a \\\" order by y\"", "(summary ~ \"a \\\" order by y\") AND labels = \"a\" ORDER BY created ASC")]
    [InlineData("order by key", "labels = \"a\" order by key")]
    public async Task The_order_of_a_query_stays_at_its_end(string query, string sent)
    {
        using var site = new AtlassianSite();
        using var home = Jira(site);
        site.Answers(200, """{"issues":[]}""");

        await Step.RunAsync(home, "issue.select", new { query, labels = new[] { "a" } });

        Assert.Equal(sent, site.Sent(0).GetProperty("jql").GetString());
    }

    [Fact]
    public async Task A_workflow_has_one_comment_on_an_issue_which_is_changed()
    {
        await using var server = await GitHubServer.StartAsync();
        using var home = GitHub(server);

        await Step.RunAsync(home, "issue.comment", new { repository = "acme/shop", issue = 5, body = "Planning." });
        var outcome = await Step.RunAsync(home, "issue.comment", new { repository = "acme/shop", issue = "#5", body = "Merged." });

        Assert.Equal(StepOutcomeStatus.Success, outcome.Status);
        Assert.Equal($"Merged.\n\n<!-- slipway:{Step.WorkflowId} -->", $"{Assert.Single(server.Comments)["body"]}");
    }

    [Fact]
    public async Task A_comment_on_a_ticket_is_changed_too_and_one_that_says_the_same_is_left_alone()
    {
        using var site = new AtlassianSite();
        using var home = Jira(site);
        site.Answers(200, """{"comments":[]}""").Answers(201, "{}");
        await Step.RunAsync(home, "issue.comment", new { issue = "shop-3", body = "Planning." });
        var first = site.Sent(1).GetProperty("body");
        site.Answers(200, $$"""{"comments":[{"id":"8","body":{{first}}}]}""").Answers(200, "{}");
        await Step.RunAsync(home, "issue.comment", new { issue = "shop-3", body = "Merged." });
        var second = site.Sent(3).GetProperty("body");
        site.Answers(200, $$"""{"comments":[{"id":"8","body":{{second}}}]}""");
        await Step.RunAsync(home, "issue.comment", new { issue = "shop-3", body = "Merged." });

        Assert.Equal(
            ["GET", "POST", "GET", "PUT /rest/api/3/issue/SHOP-3/comment/8", "GET"],
            site.Asked.Select(asked => asked.Verb == "PUT" ? $"PUT {asked.Path}" : asked.Verb));
    }

    [Fact]
    public async Task What_cannot_be_meant_is_said()
    {
        using var home = new TestHome();

        Assert.Contains("Slipway:GitHub:TokenName", (await Step.RunAsync(home, "issue.select", new { })).Message, StringComparison.Ordinal);
        Assert.Contains("is for Jira", Step.Problems(home, "issue.select", new { tracker = "github", query = "x" })[0]);
        Assert.Contains("cannot be assigned", Step.Problems(home, "issue.select", new { query = "x", assign = "ada" })[0]);
        Assert.Contains("names no issue", Step.Problems(home, "issue.comment", new { issue = "the third", body = "x" })[0]);
        Assert.Contains("Did you mean 'priorities'?", Step.Problems(home, "issue.select", new { priorites = new[] { "P0" } })[0]);
    }

    private static JsonObject Issue(int number, string title, params string[] labels) => new()
    {
        ["number"] = number, ["title"] = title, ["state"] = "open", ["html_url"] = $"https://github.test/{number}",
        ["labels"] = new JsonArray([.. labels.Select(label => new JsonObject { ["name"] = label })]),
    };

    private static TestHome GitHub(GitHubServer server) => new(
        ("GitHub:ApiUrl", server.ApiUrl), ("GitHub:TokenName", "Slipway:GitHubToken"), ("GitHub:ChangeGap", "00:00:00"),
        ("GitHubToken", GitHubServer.Token));

    private static TestHome Jira(AtlassianSite site) => new(
        ("Atlassian:Url", site.Url), ("Atlassian:User", "bot@example.com"), ("Atlassian:TokenSetting", "Slipway:JiraToken"),
        ("JiraToken", "t0ken-of-the-test"), ("Outbound:AllowPrivate", "true"));
}
