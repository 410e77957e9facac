using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Slipway.Integrations.Tests.Agents.A2A;

/// <summary>An agent of the A2A protocol on loopback, which can fail in every way; each look at a task is a step of its script.</summary>
internal sealed class A2AServer : IA2APeer
{
    private readonly WebApplication _app;
    private readonly bool _isOld;
    private readonly string _version;
    private readonly ConcurrentDictionary<string, A2AServerTask> _tasks = new();
    private readonly ConcurrentQueue<(string Method, Func<HttpContext, Task> Answer)> _faults = new();

    private A2AServer(WebApplication app, string version)
    {
        _app = app;
        _version = version;
        _isOld = version == "0.3";
        app.MapGet("/.well-known/agent-card.json", (Delegate)CardAsync);
        app.MapPost("/rpc", (Delegate)AnswerAsync);
    }

    /// <inheritdoc/>
    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>The method of each request, <c>card</c> for the card.</summary>
    internal ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>The parameters of each message that was sent.</summary>
    internal ConcurrentQueue<JsonNode> Messages { get; } = new();

    internal IReadOnlyCollection<A2AServerTask> Tasks => [.. _tasks.Values];

    /// <summary>Changes its card.</summary>
    internal Action<JsonObject> Card { get; set; } = _ => { };

    /// <summary>Whether a message that began a task is answered by a broken connection.</summary>
    internal bool BreaksAfterBeginning { get; set; }

    /// <summary>Whether requests for a method are cut off without an answer.</summary>
    internal Func<string, bool> IsDown { get; set; } = _ => false;

    /// <summary>Changes how an answer is written.</summary>
    internal Func<string, string> Written { get; set; } = json => json;

    /// <summary>The steps of a task, by its message; as its first line says.</summary>
    internal Func<JsonNode, Task<JsonArray>> Script { get; set; } = message =>
        Task.FromResult(JsonNode.Parse(TextOf(message).Split('\n')[0].Replace("SCRIPT ", "", StringComparison.Ordinal))!.AsArray());

    internal static async Task<A2AServer> StartAsync(string version)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = new A2AServer(builder.Build(), version);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>The words of a message.</summary>
    internal static string TextOf(JsonNode message) =>
        message["parts"]!.AsArray().Select(part => (string?)part!["text"]).First(text => text is not null)!;

    /// <summary>The data of a message.</summary>
    internal static JsonNode DataOf(JsonNode message) =>
        message["parts"]!.AsArray().Select(part => part!["data"]).First(data => data is not null)!;

    /// <summary>Answers the next request for a method so.</summary>
    internal void Answer(string method, Func<HttpContext, Task> answer) => _faults.Enqueue((method, answer));

    /// <summary>Refuses the next request for a method.</summary>
    internal void Refuse(string method, int status, string? retryAfter = null) => Answer(method, context =>
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null)
        {
            context.Response.Headers.RetryAfter = retryAfter;
        }

        return context.Response.WriteAsync($"scripted {status}");
    });

    /// <summary>Answers the next request for a method with an error of JSON-RPC.</summary>
    internal void Fail(string method, int code, int status = 200) => Answer(method, context =>
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(
            new { jsonrpc = "2.0", id = (string?)null, error = new { code, message = $"scripted {code}" } });
    });

    internal int Count(string method) => Requests.Count(seen => Name(seen) == method);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    /// <summary>The method's name in version 1.0.</summary>
    private static string Name(string method) => method switch
    {
        "message/send" => "SendMessage", "tasks/get" => "GetTask", "tasks/cancel" => "CancelTask", _ => method,
    };

    private async Task CardAsync(HttpContext context)
    {
        if (await FaultAsync("card", context))
        {
            return;
        }

        var url = new Uri(Address, "/rpc").AbsoluteUri;
        var card = new JsonObject
        {
            ["name"] = "Scripted", ["description"] = "Does what it is told.", ["version"] = "4.2.0", ["capabilities"] = new JsonObject(),
            ["defaultInputModes"] = new JsonArray("text/plain"), ["defaultOutputModes"] = new JsonArray("text/plain"),
            ["skills"] = new JsonArray(),
        };
        if (_isOld)
        {
            (card["protocolVersion"], card["url"]) = ("0.3.0", url);
        }
        else
        {
            card["supportedInterfaces"] = new JsonArray(
                new JsonObject { ["url"] = url, ["protocolBinding"] = "JSONRPC", ["protocolVersion"] = _version });
        }

        Card(card);
        await context.Response.WriteAsJsonAsync(card);
    }

    private async Task<bool> FaultAsync(string method, HttpContext context)
    {
        Requests.Enqueue(method);
        if (IsDown(Name(method)))
        {
            context.Abort();
            return true;
        }

        if (!_faults.TryPeek(out var fault) || fault.Method != Name(method) || !_faults.TryDequeue(out _))
        {
            return false;
        }

        await fault.Answer(context);
        return true;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var call = (await JsonNode.ParseAsync(context.Request.Body))!;
        var method = (string)call["method"]!;
        if (await FaultAsync(method, context))
        {
            return;
        }

        if (context.Request.Headers.Authorization != $"Bearer {IA2APeer.Token}")
        {
            context.Response.StatusCode = 401;
            return;
        }

        var result = (string?)call["jsonrpc"] != "2.0" ? Error(-32600)
            : context.Request.Headers["A2A-Version"] != _version ? Error(-32009)
            : await CallAsync(method, call["params"]!);
        if (BreaksAfterBeginning && Name(method) == "SendMessage")
        {
            BreaksAfterBeginning = false;
            context.Abort();
            return;
        }

        var answer = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = call["id"]!.DeepClone() };
        answer[result.ContainsKey("code") ? "error" : "result"] = result;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(Written(answer.ToJsonString()));
    }

    private async Task<JsonObject> CallAsync(string method, JsonNode parameters) => (_isOld, method) switch
    {
        (true, "message/send") or (false, "SendMessage") => await SendAsync(parameters),
        (true, "tasks/get") or (false, "GetTask") => Change(parameters, task => task.Step()),
        (true, "tasks/cancel") or (false, "CancelTask") => Change(parameters, task => task.Cancel()),
        (false, "ListTasks") => new JsonObject
        {
            ["tasks"] = new JsonArray([.. _tasks.Values.Select(task => task.Form(_isOld))]), ["nextPageToken"] = "",
        },
        _ => Error(-32601),
    };

    private JsonObject Change(JsonNode parameters, Action<A2AServerTask> act)
    {
        if ((string?)parameters["id"] is not { } id || !_tasks.TryGetValue(id, out var task))
        {
            return Error(-32001);
        }

        act(task);
        return task.Form(_isOld);
    }

    private async Task<JsonObject> SendAsync(JsonNode parameters)
    {
        Messages.Enqueue(parameters.DeepClone());
        var message = parameters["message"]!;
        if ((string?)message["messageId"] is null || (string?)message["role"] != (_isOld ? "user" : "ROLE_USER")
            || ((string?)message["kind"] == "message") != _isOld
            || message["parts"]!.AsArray().Any(part => part!["kind"] is null == _isOld)
            || (message["contextId"] is { } context && _tasks.Values.All(task => task.ContextId != (string)context!)))
        {
            return Error(-32602);
        }

        var steps = await Script(message);
        if (steps[0]!["message"] is { } said)
        {
            var answer = A2AServerTask.Message((string)said!, usage: null, _isOld);
            return _isOld ? answer : new JsonObject { ["message"] = answer };
        }

        var number = _tasks.Count + 1;
        var task = new A2AServerTask($"task-{number}", (string?)message["contextId"] ?? $"context-{number}", message, steps);
        _tasks[task.Id] = task;
        return _isOld ? task.Form(_isOld) : new JsonObject { ["task"] = task.Form(_isOld) };
    }

    private static JsonObject Error(int code) => new() { ["code"] = code, ["message"] = $"Refused with {code}." };
}
