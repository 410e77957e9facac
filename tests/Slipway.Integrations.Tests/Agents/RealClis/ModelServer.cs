using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Slipway.Integrations.Tests.Agents.RealClis;

/// <summary>
/// A model's service on loopback that says what a script says: Anthropic's Messages (<c>/v1/messages</c>) and OpenAI's Responses
/// (<c>/v1/responses</c>), both as server-sent events.
/// </summary>
internal sealed class ModelServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ModelTurn> _turns;
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ModelServer(WebApplication app, IEnumerable<ModelTurn> turns)
    {
        _app = app;
        _turns = new ConcurrentQueue<ModelTurn>(turns);
        app.MapPost("/v1/messages", context => AnswerAsync(context, new AnthropicMessages()));
        app.MapPost("/v1/responses", context => AnswerAsync(context, new OpenAIResponses()));
        app.MapFallback(() => Results.NotFound());
    }

    /// <summary>Its address, without a path.</summary>
    internal string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>What it was asked, as JSON.</summary>
    internal ConcurrentQueue<JsonNode> Requests { get; } = new();

    /// <summary>Ends with the first request.</summary>
    internal Task Asked => _asked.Task;

    /// <summary>Starts one.</summary>
    /// <param name="turns">What it answers, request by request; the last one again and again.</param>
    internal static async Task<ModelServer> StartAsync(params ModelTurn[] turns)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = new ModelServer(builder.Build(), turns);
        await server._app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context, IModelProtocol protocol)
    {
        var request = (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!;
        if (!protocol.IsWork(request))
        {
            await SendAsync(context, protocol.Events(new ModelTurn.Say("ok"), request));
            return;
        }

        Requests.Enqueue(request);
        _asked.TrySetResult();
        var turn = _turns.Count > 1 && _turns.TryDequeue(out var next) ? next : _turns.TryPeek(out var last) ? last : null;
        switch (turn)
        {
            case ModelTurn.Refuse refuse:
                context.Response.StatusCode = refuse.Status;
                var type = refuse.Status == 429 ? "rate_limit_error" : "invalid_request_error";
                await context.Response.WriteAsJsonAsync(new { type = "error", error = new { type, message = "scripted" } });
                break;
            case ModelTurn.Hang:
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                break;
            default:
                await SendAsync(context, protocol.Events(turn!, request));
                break;
        }
    }

    private static async Task SendAsync(HttpContext context, IEnumerable<(string Name, object Data)> events)
    {
        context.Response.ContentType = "text/event-stream";
        foreach (var (name, data) in events)
        {
            await context.Response.WriteAsync($"event: {name}\ndata: {JsonSerializer.Serialize(data)}\n\n");
        }
    }
}
