using Slipway.Integrations.Tests.Steps;

namespace Slipway.EndToEnd.Tests;

/// <summary>The built-in release: tickets over HTTP, two repositories with remotes, an approval before what cannot be undone.</summary>
public sealed class ReleaseTests
{
    private const string Authorization = "Basic dGVzdGVyOnRva2Vu";
    private const string Tickets = """{"issues":[{"key":"SHOP-1","fields":{"summary":"Answer"}},{"key":"SHOP-2","fields":{}}]}""";

    [Fact]
    public async Task A_sprint_is_merged_branched_tagged_and_noted_in_each_repository_once_it_is_approved()
    {
        using var first = Sprint(merged: true);
        using var second = Sprint(merged: true);
        await using var jira = await WebServer.StartAsync(200, Tickets);
        await using var host = await StartAsync(first, jira);

        var id = await DefinitionRuns.StartAsync(host, "release", Inputs(jira, first, second));
        await DefinitionRuns.UntilAsync(
            host, id, workflow => DefinitionRuns.StateOf(workflow.GetProperty("definition"), "release_approval") == "waiting");
        Assert.Equal("", first.Git("ls-remote", "origin", "refs/tags/v2.1.0"));
        await DefinitionRuns.ApproveAsync(host, id, "release_approval");
        var ended = await DefinitionRuns.UntilAsync(host, id, "completed");

        var outputs = ended.GetProperty("outputs");
        Assert.Equal((2, 0), (outputs.GetProperty("steps_completed").GetInt32(), outputs.GetProperty("steps_failed").GetInt32()));
        Assert.True(outputs.GetProperty("can_continue").GetBoolean());
        Assert.Equal(Authorization, Assert.Single(jira.Requests).Headers["Authorization"]);
        Assert.Contains("v2.1.0", Assert.Single(jira.Requests).Body, StringComparison.Ordinal);
        Assert.DoesNotContain(Authorization, ended.ToString(), StringComparison.Ordinal);
        foreach (var scene in new[] { first, second })
        {
            scene.Git("fetch", "--quiet", "--tags", "origin");
            Assert.Equal("42", scene.Git("show", "v2.1.0:answer.txt"));
            Assert.Equal(scene.Git("rev-parse", "origin/release/v2.1.0"), scene.Git("rev-parse", "v2.1.0"));
            Assert.Equal(scene.Git("rev-parse", "origin/develop"), scene.Git("rev-parse", "v2.1.0"));
            Assert.Equal(scene.Git("rev-parse", "origin/master"), scene.Git("rev-parse", "origin/rollback/v-2.1.0"));
            Assert.Equal(1, scene.Runs("pull-request-release/v2.1.0"));
        }
    }

    [Fact]
    public async Task A_feature_that_is_not_in_the_sprint_yet_stops_the_release_before_anything_is_changed()
    {
        using var scene = Sprint(merged: false);
        await using var jira = await WebServer.StartAsync(200, Tickets);
        await using var host = await StartAsync(scene, jira);

        var id = await DefinitionRuns.StartAsync(host, "release", Inputs(jira, scene));
        var workflow = await DefinitionRuns.UntilAsync(
            host, id, each => each.TryGetProperty("waitingFor", out var what)
                && what.GetString()!.StartsWith("A decision", StringComparison.Ordinal));

        Assert.Contains("SHOP-1 open", workflow.GetProperty("waitingFor").GetString(), StringComparison.Ordinal);
        Assert.Equal("", scene.Git("ls-remote", "origin", "refs/heads/release/*", "refs/tags/*"));
    }

    private static object Inputs(WebServer jira, params Scene[] scenes) => new
    {
        repositories = scenes.Select(scene => scene.Repository),
        fix_version = "v2.1.0",
        sprint_name = "sprint-7",
        jira_url = jira.Url,
        pull_request_command = "echo pull-request-$RELEASE_BRANCH >> ../runs.log",
    };

    private static Task<HostProcess> StartAsync(Scene scene, WebServer jira) => HostProcess.StartAsync(
        scene.Home, "--Slipway:Outbound:AllowedHosts:0", new Uri(jira.Url).Host,
        "--Slipway:Secrets:JIRA_AUTHORIZATION:Setting", "JIRA_TEST_AUTHORIZATION",
        "--Slipway:Secrets:JIRA_AUTHORIZATION:Hosts:0", new Uri(jira.Url).Host, "--JIRA_TEST_AUTHORIZATION", Authorization);

    /// <summary>A repository with master, develop, a sprint's branch, and a feature's, which is merged into the sprint or not.</summary>
    private static Scene Sprint(bool merged)
    {
        var scene = new Scene();
        scene.Git("push", "--quiet", "origin", "main:master", "main:develop", "main:sprint-7");
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
