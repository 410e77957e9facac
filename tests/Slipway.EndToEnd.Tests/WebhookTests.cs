using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Slipway.Core.Security;

namespace Slipway.EndToEnd.Tests;

public sealed class WebhookTests
{
    private const string Secret = "It's a Secret to Everybody";

    [Fact]
    public async Task A_review_on_GitHub_approves_the_merge_that_waits_for_it()
    {
        using var scene = new Scene();
        await using var host = await HostProcess.StartAsync(scene.Home, "--Slipway:WebhookSecret", Secret);
        var id = await scene.StartAsync(host, ("merge", "after_approval"));
        await Poll.UntilAsync(
            () => Scene.GetAsync(host, $"/api/workflows/{id}"),
            workflow => workflow.TryGetProperty("step", out var step) && step.GetProperty("name").GetString() == "approve-merge",
            workflow => $"{workflow}\n{host.Output}");

        var review = JsonSerializer.Serialize(new
        {
            action = "submitted",
            review = new { state = "approved" },
            pull_request = new { head = new { @ref = $"slipway/{id}" } },
            sender = new { login = "octocat" },
        });
        var answer = await DeliverAsync(host, "pull_request_review", review, WebhookSignature.Sign(Secret, Encoding.UTF8.GetBytes(review)));

        Assert.Equal("handled", answer.GetProperty("outcome").GetString());
        await Scene.UntilStateAsync(host, id, "COMPLETED");
        var decided = Assert.Single(
            await Scene.EventsAsync(host, id), happened => happened.GetProperty("type").GetString() == "approval_decided");
        Assert.Equal("octocat", decided.GetProperty("data").GetProperty("actor").GetString());
    }

    [Fact]
    public async Task A_wrong_signature_is_refused_before_the_body_is_read_as_JSON()
    {
        using var scene = new Scene();
        await using var host = await HostProcess.StartAsync(scene.Home, "--Slipway:WebhookSecret", Secret);

        const string OfHelloWorld = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
        await DeliverAsync(host, "ping", "Hello, World?", OfHelloWorld, HttpStatusCode.Unauthorized);
        await DeliverAsync(host, "ping", "Hello, World!", OfHelloWorld, HttpStatusCode.BadRequest);
    }

    private static async Task<JsonElement> DeliverAsync(
        HostProcess host, string eventName, string body, string signature, HttpStatusCode expected = HttpStatusCode.Accepted)
    {
        using var client = new HttpClient { BaseAddress = host.Url };
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var message = new HttpRequestMessage(HttpMethod.Post, "/api/webhooks/github") { Content = content };
        message.Headers.Add("X-GitHub-Event", eventName);
        message.Headers.Add("X-GitHub-Delivery", Guid.NewGuid().ToString());
        message.Headers.Add("X-Hub-Signature-256", signature);
        using var answer = await client.SendAsync(message);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, text);
        return JsonElement.Parse(text);
    }
}
