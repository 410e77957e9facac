using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Core.Security;
using Slipway.Functions.Tests.Api;

namespace Slipway.Functions.Tests.Webhooks;

/// <summary>GitHub's own example deliveries, and sending them, signed, through the real endpoint.</summary>
internal static class Delivery
{
    private static readonly Lazy<JsonElement> Examples = new(Load);

    public static IEnumerable<(string Event, int Index)> All() => Examples.Value.EnumerateArray().SelectMany(
        entry => Enumerable.Range(0, entry.GetProperty("examples").GetArrayLength()),
        (entry, index) => (entry.GetProperty("name").GetString()!, index));

    public static JsonElement Example(string eventName, int index) => Examples.Value.EnumerateArray()
        .Single(entry => entry.GetProperty("name").GetString() == eventName).GetProperty("examples")[index];

    /// <summary>The first example of an action, to be changed.</summary>
    public static JsonNode Of(string eventName, string? action = null) => JsonNode.Parse(Examples.Value.EnumerateArray()
        .Single(entry => entry.GetProperty("name").GetString() == eventName).GetProperty("examples").EnumerateArray()
        .First(example => action is null || example.GetProperty("action").GetString() == action).GetRawText())!;

    public static Task<ApiAnswer> DeliverAsync(this ApiScene scene, string eventName, JsonNode body, string delivery = "delivery-1") =>
        scene.DeliverAsync(eventName, body.ToJsonString(), delivery);

    public static Task<ApiAnswer> DeliverAsync(
        this ApiScene scene, string eventName, string body, string? delivery = "delivery-1", string? secret = null)
    {
        scene.Body(body)
            .Header("X-GitHub-Event", eventName)
            .Header("X-Hub-Signature-256", WebhookSignature.Sign(secret ?? scene.Options.WebhookSecret!, Encoding.UTF8.GetBytes(body)));
        if (delivery is not null)
        {
            scene.Header("X-GitHub-Delivery", delivery);
        }

        return scene.AnswerAsync(_ => scene.Webhook.ReceiveAsync(scene.Request, scene.Client.Object));
    }

    private static JsonElement Load()
    {
        using var stream = typeof(Delivery).Assembly.GetManifestResourceStream("webhooks-examples-7.6.1.json.br")!;
        using var json = new System.IO.Compression.BrotliStream(stream, System.IO.Compression.CompressionMode.Decompress);
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
