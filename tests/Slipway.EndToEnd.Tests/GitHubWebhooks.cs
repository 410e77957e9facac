using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Slipway.Core.Security;

namespace Slipway.EndToEnd.Tests;

/// <summary>GitHub's deliveries about <c>acme/shop</c>, signed, each with a number of its own.</summary>
internal sealed class GitHubWebhooks(Uri host)
{
    public const string Secret = "It's a Secret to Everybody";

    private int _deliveries;

    public async Task DeliverAsync(string eventName, JsonObject payload, string login = "octocat", string type = "User")
    {
        payload["repository"] = new JsonObject { ["full_name"] = "acme/shop" };
        payload["sender"] = new JsonObject { ["login"] = login, ["type"] = type };
        var body = Encoding.UTF8.GetBytes(payload.ToJsonString());
        var id = $"aaaaaaaa-0000-0000-0000-{Interlocked.Increment(ref _deliveries):D12}";

        // A host that has no time for it now says 503, and gets it again, as from GitHub.
        var status = await Poll.UntilAsync(
            () => SendAsync(eventName, id, body), answer => answer != HttpStatusCode.ServiceUnavailable, answer => $"{answer}");
        Assert.Equal(HttpStatusCode.Accepted, status);
    }

    /// <summary>What GitHub tells of a pull request that was changed there.</summary>
    public Task PullRequestAsync(string action, JsonObject pull)
    {
        var copy = (JsonObject)pull.DeepClone();
        copy["merged"] = pull["merged_at"] is not null;
        return DeliverAsync("pull_request", new JsonObject { ["action"] = action, ["pull_request"] = copy }, "slipway[bot]", "Bot");
    }

    private async Task<HttpStatusCode> SendAsync(string eventName, string id, byte[] body)
    {
        using var client = new HttpClient { BaseAddress = host };
        using var message = new HttpRequestMessage(HttpMethod.Post, "/api/webhooks/github") { Content = new ByteArrayContent(body) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        message.Headers.Add("X-GitHub-Event", eventName);
        message.Headers.Add("X-GitHub-Delivery", id);
        message.Headers.Add("X-Hub-Signature-256", WebhookSignature.Sign(Secret, body));
        using var answer = await client.SendAsync(message);
        return answer.StatusCode;
    }
}
