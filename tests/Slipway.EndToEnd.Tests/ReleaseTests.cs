using System.Collections.Concurrent;
using System.Text.Json;
using Slipway.Integrations.Tests.Steps;

namespace Slipway.EndToEnd.Tests;

/// <summary>The built-in release: tickets over HTTP, two repositories with remotes, an approval before what cannot be undone.</summary>
public sealed class ReleaseTests
{
    [Fact]
    public async Task A_sprint_is_merged_branched_tagged_and_noted_in_each_repository_once_it_is_approved()
    {
        using var first = Sprint(merged: true);
        using var second = Sprint(merged: true);
        await using var jira = await JiraAsync(
            """{"issues":[{"key":"SHOP-1","fields":{"summary":"Answer"}}],"nextPageToken":"2"}""",
            """{"issues":[{"key":"SHOP-2","fields":{"summary":"Ask"}}]}""",
            """[{"id":"9","name":"v2.1.0","released":false}]""", "{}",
            """{"fields":{"status":{"name":"Done"}}}""", """{"fields":{"status":{"name":"Done"}}}""");
        await using var host = await StartAsync(first, jira);

        var id = await DefinitionRuns.StartAsync(host, "release", Inputs("v2.1.0", [first, second], project: "SHOP"));
        var asked = await DefinitionRuns.UntilAsync(
            host, id, workflow => DefinitionRuns.StateOf(workflow.GetProperty("definition"), "release_approval") == "waiting");
        Assert.Contains(
            "2 tickets? Without a branch: feature/SHOP-2.", asked.GetProperty("waitingFor").GetString(), StringComparison.Ordinal);
        Assert.Equal("", first.Git("ls-remote", "origin", "refs/tags/v2.1.0"));
        await DefinitionRuns.ApproveAsync(host, id, "release_approval");
        var outputs = (await DefinitionRuns.UntilAsync(host, id, "completed")).GetProperty("outputs");

        Assert.Equal((2, 0), (outputs.GetProperty("steps_completed").GetInt32(), outputs.GetProperty("steps_failed").GetInt32()));
        Assert.True(outputs.GetProperty("can_continue").GetBoolean());
        Assert.Equal(["feature/SHOP-2"], Texts(outputs, "missing_branches"));
        Assert.Empty(Texts(outputs, "unmerged_branches"));
        Assert.Equal(["release/v2.1.0", "release/v2.1.0"], Texts(outputs, "release_branches"));
        Assert.Equal(["rollback/v-2.1.0", "rollback/v-2.1.0"], Texts(outputs, "rollback_branches"));
        Assert.Equal(["v2.1.0", "v2.1.0"], Texts(outputs, "release_tags"));
        Assert.Equal(["https://example.com/release/v2.1.0", "https://example.com/release/v2.1.0"], Texts(outputs, "pull_requests"));
        Assert.Equal("fixVersion = \"v2.1.0\" ORDER BY key", Sent(jira, 0).GetProperty("jql").GetString());
        Assert.Equal("2", Sent(jira, 1).GetProperty("nextPageToken").GetString());
        Assert.True(Sent(jira, 3).GetProperty("released").GetBoolean());
        foreach (var scene in new[] { first, second })
        {
            scene.Git("fetch", "--quiet", "--tags", "origin");
            Assert.Equal("42", scene.Git("show", "v2.1.0:answer.txt"));
            Assert.Equal(scene.Git("rev-parse", "origin/release/v2.1.0"), scene.Git("rev-parse", "v2.1.0"));
            Assert.Equal(scene.Git("rev-parse", "origin/develop"), scene.Git("rev-parse", "v2.1.0"));
            Assert.Equal(scene.Git("rev-parse", "origin/master"), scene.Git("rev-parse", "origin/rollback/v-2.1.0"));
        }
    }

    [Fact]
    public async Task A_feature_that_is_not_in_the_sprint_yet_stops_the_release_before_anything_is_changed()
    {
        using var scene = Sprint(merged: false);
        const string Tickets = """{"issues":[{"key":"SHOP-1","fields":{"summary":"Answer"}}]}""";
        await using var jira = await JiraAsync(Tickets);
        await using var host = await StartAsync(scene, jira);

        var id = await DefinitionRuns.StartAsync(host, "release", Inputs("Sprint \"7\"", [scene]));
        var parked = await DefinitionRuns.UntilAsync(host, id, "failed");

        Assert.Contains(
            "Not merged into sprint-7 yet: feature/SHOP-1", parked.GetProperty("failure").GetProperty("message").GetString(),
            StringComparison.Ordinal);
        var outputs = parked.GetProperty("outputs");
        Assert.Equal(["feature/SHOP-1"], Texts(outputs, "unmerged_branches"));
        Assert.Equal((1, false), (outputs.GetProperty("steps_failed").GetInt32(), outputs.GetProperty("can_continue").GetBoolean()));
        Assert.Equal("v1.5.0", outputs.GetProperty("version").GetString());
        Assert.Equal("fixVersion = \"Sprint \\\"7\\\"\" ORDER BY key", Sent(jira, 0).GetProperty("jql").GetString());
        Assert.Equal("", scene.Git("ls-remote", "origin", "refs/heads/release/*", "refs/tags/v1.5*"));

        scene.Git("push", "--quiet", "origin", "feature/SHOP-1:sprint-7");
        await Scene.PostAsync(
            host, $"/api/workflows/{id}/steps/branch_discovery/go-back", new { actor = "ann" }, System.Net.HttpStatusCode.Accepted);
        await DefinitionRuns.UntilAsync(
            host, id, workflow => DefinitionRuns.StateOf(workflow.GetProperty("definition"), "release_approval") == "waiting");
        await DefinitionRuns.ApproveAsync(host, id, "release_approval");
        await DefinitionRuns.UntilAsync(host, id, "completed");

        Assert.NotEqual("", scene.Git("ls-remote", "origin", "refs/tags/v1.5.0"));
    }

    [Fact]
    public async Task A_version_without_tickets_is_not_released_by_mistake()
    {
        using var scene = Sprint(merged: true);
        await using var jira = await JiraAsync("""{"issues":[]}""");
        await using var host = await StartAsync(scene, jira);

        var id = await DefinitionRuns.StartAsync(host, "release", Inputs("v9", [scene]));
        var parked = await DefinitionRuns.UntilAsync(host, id, "failed");

        Assert.Contains(
            "There is no ticket of fixVersion = \"v9\"", parked.GetProperty("failure").GetProperty("message").GetString(),
            StringComparison.Ordinal);
    }

    private static object Inputs(string version, Scene[] scenes, string? project = null) => new
    {
        repositories = scenes.Select(scene => scene.Repository),
        fix_version = version,
        sprint_name = "sprint-7",
        jira_project = project,
        done_status = project is null ? null : "Done",
        pull_request_command = "echo https://example.com/$RELEASE_BRANCH",
    };

    private static Task<HostProcess> StartAsync(Scene scene, WebServer jira) => HostProcess.StartAsync(
        scene.Home, "--Slipway:Outbound:AllowedHosts:0", "127.0.0.1", "--Slipway:Atlassian:Url", jira.Url,
        "--Slipway:Atlassian:User", "bot@example.com", "--Slipway:Atlassian:TokenSetting", "JIRA_TEST_TOKEN", "--JIRA_TEST_TOKEN", "t0ken");

    /// <summary>A Jira that answers this, in turn.</summary>
    private static Task<WebServer> JiraAsync(params string[] answers)
    {
        var left = new ConcurrentQueue<string>(answers);
        return WebServer.StartAsync(context => WebServer.AnswerAsync(context, 200, left.TryDequeue(out var answer) ? answer : "{}"));
    }

    private static JsonElement Sent(WebServer jira, int index) => JsonElement.Parse(jira.Requests.ElementAt(index).Body);

    private static IEnumerable<string?> Texts(JsonElement outputs, string name) =>
        outputs.GetProperty(name).EnumerateArray().Select(each => each.GetString());

    /// <summary>A repository with master, develop, a sprint's branch, and a feature's, which is merged into the sprint or not.</summary>
    private static Scene Sprint(bool merged)
    {
        var scene = new Scene();
        scene.Git("push", "--quiet", "origin", "main:master", "main:develop", "main:sprint-7", "main:refs/tags/v1.4.2");
        scene.Git("checkout", "--quiet", "-b", "feature/SHOP-1");
        File.WriteAllText(Path.Combine(scene.Repository, "answer.txt"), "42\n");
        scene.Git("add", ".");
        scene.Git("commit", "--quiet", "--message", "SHOP-1");
        scene.Git("push", "--quiet", "origin", "feature/SHOP-1");
        if (merged)
        {
            scene.Git("push", "--quiet", "origin", "feature/SHOP-1:sprint-7");
        }

        scene.Git("checkout", "--quiet", "main");
        return scene;
    }
}
