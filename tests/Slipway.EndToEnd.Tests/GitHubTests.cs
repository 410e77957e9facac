using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Integrations.Tests.GitHub;

namespace Slipway.EndToEnd.Tests;

/// <summary>The whole lifecycle on GitHub: real Git over a bare repository, its REST API on loopback, its webhooks signed.</summary>
public sealed class GitHubTests
{
    [Fact]
    public async Task A_requirement_becomes_a_pull_request_on_GitHub_that_a_comment_there_has_merged()
    {
        using var scene = new Scene();
        await using var github = await scene.OnGitHubAsync();
        await using var host = await HostProcess.StartAsync(scene.Home, Scene.GitHubSettings(github));
        var webhooks = new GitHubWebhooks(host.Url);
        github.Changed = webhooks.PullRequestAsync;
        github.FailOnce("POST", "/pulls", 429, """{"message":"Slow down."}""", ("retry-after", "2"));

        var id = await scene.StartAsync(host, ("merge", "after_approval"), ("maxRetries", 0));
        await Poll.UntilAsync(
            () => Scene.GetAsync(host, $"/api/workflows/{id}"),
            workflow => workflow.TryGetProperty("step", out var step) && step.GetProperty("name").GetString() == "approve-merge",
            workflow => $"{workflow}\n{host.Output}");
        await webhooks.DeliverAsync("issue_comment", new JsonObject
        {
            ["action"] = "created",
            ["issue"] = new JsonObject { ["number"] = 1, ["pull_request"] = new JsonObject { ["url"] = "…" } },
            ["comment"] = new JsonObject { ["body"] = "Well done.\n/approve", ["author_association"] = "MEMBER" },
        });
        var done = await Scene.UntilStateAsync(host, id, "COMPLETED", "FAILED");

        Assert.Equal("COMPLETED", done.GetProperty("state").GetString());
        Assert.Equal($"{github.Url}acme/shop/pull/1", done.GetProperty("pullRequest").GetProperty("url").GetString());
        Assert.Equal("42", await ShowAsync(github.Bare!, "main:answer.txt"));
        var events = await Scene.EventsAsync(host, id);
        Assert.Equal("octocat", Data(events, "approval_decided").GetProperty("actor").GetString());
        Assert.Contains("rate limit", Data(events, "step_retry").GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(GitHubServer.Token, host.Output + string.Join('\n', events), StringComparison.Ordinal);
    }

    private static JsonElement Data(IReadOnlyList<JsonElement> events, string type) =>
        Assert.Single(events, happened => happened.GetProperty("type").GetString() == type).GetProperty("data");

    private static async Task<string> ShowAsync(string repository, string path)
    {
        var start = new ProcessStartInfo("git") { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in new[] { "-C", repository, "show", path })
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        return (await process.StandardOutput.ReadToEndAsync()).Trim();
    }
}
