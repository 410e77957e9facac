using System.Text;
using System.Text.Json.Nodes;
using Slipway.Core.Security;

namespace Slipway.Functions.Tests.Webhooks;

/// <summary>Deliveries about the branch of a workflow of a definition, over HTTP.</summary>
public sealed class DefinitionEventTests
{
    private const string Secret = "a secret of this test";

    [Theory]
    [InlineData("pull_request", "github.pull_request.merged", "merged")]
    [InlineData("pull_request_review", "github.review", "dismissed")]
    [InlineData("push", "github.push", "updated")]
    public async Task A_delivery_is_the_event_that_its_workflow_waits_for(string delivered, string awaited, string action)
    {
        await using var app = await AppScene.StartAsync(settings: ["--Slipway:WebhookSecret", Secret]);
        var put = await app.SendAsync(HttpMethod.Put, "definitions/hears", $$"""
            id: hears
            steps: [{ id: w, type: wait, config: { event: {{awaited}} } }]
            outputs: { action: steps.w.outputs.data.action }
            """, "application/yaml");
        Assert.Equal(201, put.Status);
        var id = (await app.SendAsync(HttpMethod.Post, "workflows", """{ "definition": "hears", "actor": "ann" }"""))["id"]!;
        await app.Fixture.RunUntilIdleAsync();

        var answer = await DeliverAsync(app, delivered, OnBranch(Body(delivered), id));
        await app.Fixture.EndOfAsync(id);

        Assert.Equal("handled", answer["outcome"]);
        var ended = (await app.GetAsync($"workflows/{id}")).Json.GetProperty("definition");
        Assert.Equal(action, ended.GetProperty("outputs").GetProperty("action").GetString());
    }

    private static JsonNode Body(string delivered) => delivered switch
    {
        "pull_request" => DerivedDelivery.Merged(),
        "push" => DerivedDelivery.Push(),
        _ => Delivery.Of(delivered, "dismissed"),
    };

    private static JsonNode OnBranch(JsonNode body, string id)
    {
        if (body["pull_request"] is { } pull)
        {
            pull["head"]!["ref"] = $"slipway/{id}";
        }
        else
        {
            body["ref"] = $"refs/heads/slipway/{id}";
        }

        return body;
    }

    private static async Task<HttpAnswer> DeliverAsync(AppScene app, string name, JsonNode body)
    {
        var text = body.ToJsonString();
        return await app.SendAsync(
            HttpMethod.Post, "webhooks/github", text, "application/json", ("X-GitHub-Event", name), ("X-GitHub-Delivery", "11111111"),
            ("X-Hub-Signature-256", WebhookSignature.Sign(Secret, Encoding.UTF8.GetBytes(text))));
    }
}
