using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Core.Security;
using Slipway.Integrations.Tests.GitHub;

namespace Slipway.EndToEnd.Tests;

/// <summary>The whole lifecycle on GitHub: real Git over a bare repository, its REST API on loopback, its webhooks signed.</summary>
public sealed class GitHubTests
{
    private const string Secret = "It's a Secret to Everybody";
    private const string Delivery = "aaaaaaaa-0000-0000-0000-00000000000";

    [Fact]
    public async Task A_requirement_becomes_a_pull_request_on_GitHub_that_a_comment_there_has_merged()
    {
        using var scene = new Scene();
        var bare = Path.Combine(scene.Root, "remote.git");
        await using var github = await GitHubServer.StartAsync(bare);
        scene.Git("remote", "set-url", "origin", github.CloneUrl);
        scene.Git("config", $"url.{bare}.insteadOf", github.CloneUrl);
        await using var host = await HostProcess.StartAsync(
            scene.Home, "--Slipway:WebhookSecret", Secret, "--Slipway:GitHub:ApiUrl", github.ApiUrl,
            "--Slipway:GitHub:TokenName", "GITHUB_TEST_TOKEN", "--GITHUB_TEST_TOKEN", GitHubServer.Token,
            "--Slipway:GitHub:ChangeGap", "00:00:00.1");
        var deliveries = 0;
        github.Changed = (action, pull) => DeliverAsync(host, "pull_request", Delivery + ++deliveries, new JsonObject
        {
            ["action"] = action, ["pull_request"] = Merged(pull), ["repository"] = Repository(), ["sender"] = Sender("slipway[bot]", "Bot"),
        });
        github.FailOnce("POST", "/pulls", 429, """{"message":"Slow down."}""", ("retry-after", "2"));

        var id = await scene.StartAsync(host, ("merge", "after_approval"), ("maxRetries", 0));
        await Poll.UntilAsync(
            () => Scene.GetAsync(host, $"/api/workflows/{id}"),
            workflow => workflow.TryGetProperty("step", out var step) && step.GetProperty("name").GetString() == "approve-merge",
            workflow => $"{workflow}\n{host.Output}");
        await DeliverAsync(host, "issue_comment", Delivery + "9", new JsonObject
        {
            ["action"] = "created",
            ["issue"] = new JsonObject { ["number"] = 1, ["pull_request"] = new JsonObject { ["url"] = "…" } },
            ["comment"] = new JsonObject { ["body"] = "Well done.\n/approve", ["author_association"] = "MEMBER" },
            ["repository"] = Repository(), ["sender"] = Sender("octocat", "User"),
        });
        var done = await Scene.UntilStateAsync(host, id, "COMPLETED", "FAILED");

        Assert.Equal("COMPLETED", done.GetProperty("state").GetString());
        Assert.Equal($"{github.Url}acme/shop/pull/1", done.GetProperty("pullRequest").GetProperty("url").GetString());
        Assert.Equal("42", await ShowAsync(bare, "main:answer.txt"));
        var events = await Scene.EventsAsync(host, id);
        Assert.Equal("octocat", Data(events, "approval_decided").GetProperty("actor").GetString());
        Assert.Contains("rate limit", Data(events, "step_retry").GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(GitHubServer.Token, host.Output + string.Join('\n', events), StringComparison.Ordinal);
    }

    private static JsonElement Data(IReadOnlyList<JsonElement> events, string type) =>
        Assert.Single(events, happened => happened.GetProperty("type").GetString() == type).GetProperty("data");

    private static JsonObject Merged(JsonObject pull)
    {
        var copy = (JsonObject)pull.DeepClone();
        copy["merged"] = pull["merged_at"] is not null;
        return copy;
    }

    private static JsonObject Repository() => new() { ["full_name"] = "acme/shop" };

    private static JsonObject Sender(string login, string type) => new() { ["login"] = login, ["type"] = type };

    private static async Task DeliverAsync(HostProcess host, string eventName, string delivery, JsonObject payload)
    {
        var body = Encoding.UTF8.GetBytes(payload.ToJsonString());
        using var client = new HttpClient { BaseAddress = host.Url };
        using var message = new HttpRequestMessage(HttpMethod.Post, "/api/webhooks/github") { Content = new ByteArrayContent(body) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        message.Headers.Add("X-GitHub-Event", eventName);
        message.Headers.Add("X-GitHub-Delivery", delivery);
        message.Headers.Add("X-Hub-Signature-256", WebhookSignature.Sign(Secret, body));
        using var answer = await client.SendAsync(message);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

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
