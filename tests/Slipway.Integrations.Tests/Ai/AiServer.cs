using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Slipway.Integrations.Tests.Steps;

namespace Slipway.Integrations.Tests.Ai;

/// <summary>A scripted language model over real HTTP on loopback, which speaks OpenAI's chat completions at <c>/v1/chat/completions</c> and
/// Anthropic's messages at <c>/v1/messages</c>.</summary>
internal sealed class AiServer : IAsyncDisposable
{
    public const string Key = "sk-canary-0123456789abcdefghij";

    private readonly ConcurrentQueue<Func<HttpContext, Task>> _turns = new();
    private WebServer _server = null!;

    public string Url => _server.Url;

    public IReadOnlyList<WebServer.Received> Requests => [.. _server.Requests];

    public static async Task<AiServer> StartAsync()
    {
        var server = new AiServer();
        server._server = await WebServer.StartAsync(context => server._turns.TryDequeue(out var turn)
            ? turn(context)
            : WebServer.AnswerAsync(context, 500, """{"error":{"message":"The script is over.","type":"server_error"}}"""));
        return server;
    }

    /// <summary>The model says something.</summary>
    public AiServer Says(string text, bool isCutOff = false) => Does(context => WebServer.AnswerAsync(context, 200, IsAnthropic(context)
        ? Message([new JsonObject { ["type"] = "text", ["text"] = text }], isCutOff ? "max_tokens" : "end_turn")
        : Completion(text, null, isCutOff ? "length" : "stop")));

    /// <summary>The model refuses.</summary>
    public AiServer Refuses(string why) => Does(context => WebServer.AnswerAsync(context, 200, IsAnthropic(context)
        ? Message([], "refusal")
        : Completion(null, why, "stop")));

    /// <summary>The service refuses.</summary>
    public AiServer Fails(
        int status, string message = "Not now.", string type = "api_error", params (string Name, string Value)[] headers) =>
        Does(context =>
        {
            foreach (var (name, value) in headers)
            {
                context.Response.Headers[name] = value;
            }

            return WebServer.AnswerAsync(context, status, JsonSerializer.Serialize(
                new { type = "error", error = new { type, code = type, message } }));
        });

    /// <summary>The service does something of its own.</summary>
    public AiServer Does(Func<HttpContext, Task> turn)
    {
        _turns.Enqueue(turn);
        return this;
    }

    public TestHome Home(string provider, params (string, string)[] settings) => new(
    [
        ("Ai:Provider", provider), ("Ai:Model", "test-model"), ("Ai:KeyName", "Slipway:AiKey"), ("AiKey", Key),
        ("Ai:Endpoint", provider == "Anthropic" ? Url : $"{Url}/v1"), .. settings,
    ]);

    /// <summary>What the model was told last, as text.</summary>
    public string LastMessage(int request)
    {
        var content = JsonNode.Parse(Requests[request].Body)!["messages"]!.AsArray()[^1]!["content"]!;
        return content is JsonArray parts ? $"{parts[0]!["text"]}" : $"{content}";
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static bool IsAnthropic(HttpContext context) => context.Request.Path == "/v1/messages";

    private static string Completion(string? text, string? refusal, string finish) => new JsonObject
    {
        ["id"] = "chatcmpl-1", ["object"] = "chat.completion", ["created"] = 1, ["model"] = "test-model",
        ["choices"] = new JsonArray(new JsonObject
        {
            ["index"] = 0, ["finish_reason"] = finish,
            ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = text, ["refusal"] = refusal },
        }),
        ["usage"] = new JsonObject { ["prompt_tokens"] = 1000, ["completion_tokens"] = 100, ["total_tokens"] = 1100 },
    }.ToJsonString();

    private static string Message(JsonArray content, string stop) => new JsonObject
    {
        ["id"] = "msg_1", ["type"] = "message", ["role"] = "assistant", ["model"] = "test-model", ["content"] = content,
        ["stop_reason"] = stop, ["stop_sequence"] = null,
        ["usage"] = new JsonObject { ["input_tokens"] = 1000, ["output_tokens"] = 100 },
    }.ToJsonString();
}
