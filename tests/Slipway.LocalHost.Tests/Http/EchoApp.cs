using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Slipway.LocalHost.Tests.Http;

/// <summary>HTTP functions of every shape.</summary>
internal sealed class EchoApp(EchoApp.Scoped scoped) : IDisposable
{
    internal sealed record Item(string Id, int Count);

    [Function("Text")]
    public static string Text([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "text/{name}")] HttpRequest request, string name)
        => $"{request.Method} {name}";

    [Function("Typed")]
    public static Item Typed(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "items/{id}/{count}")] HttpContext context,
        string id,
        int count,
        Guid? tag,
        bool twice = false)
        => new($"{id}{tag}{context.Request.Query["x"]}", twice ? count * 2 : count);

    [Function("Minimal")]
    public static IResult Minimal([HttpTrigger(AuthorizationLevel.Anonymous, Route = "minimal")] HttpRequest request)
        => Results.Json(new { request.Method }, statusCode: 201);

    [Function("Mvc")]
    public static ValueTask<IActionResult> Mvc([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request)
        => ValueTask.FromResult<IActionResult>(new ConflictObjectResult(new { path = request.Path.Value }));

    [Function("Writes")]
    public static Task Writes([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpContext context)
    {
        context.Response.StatusCode = 299;
        return context.Response.WriteAsync("written");
    }

    [Function("Blocks")]
    public static string Blocks([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        return $"{reader.ReadToEndAsync().Result.Length}";
    }

    [Function("Fails")]
    public static Task<string> Fails([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request)
        => throw new InvalidOperationException($"secret detail {request.Path}");

    [Function("Scope")]
    public string Scope([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request)
        => $"{scoped.Id} {request.HttpContext.RequestServices is not null}";

    [Function("Length")]
    public static async Task<string> Length([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request)
    {
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer);
        return buffer.Length.ToString();
    }

    [Function("ForFunctions")]
    public static string ForFunctions([HttpTrigger(AuthorizationLevel.Function, "get")] HttpRequest request) => request.Method;

    [Function("ForSystem")]
    public static string ForSystem([HttpTrigger(AuthorizationLevel.System, "get")] HttpRequest request) => request.Method;

    [Function("ForAdmin")]
    public static string ForAdmin([HttpTrigger(AuthorizationLevel.Admin, "get")] HttpRequest request) => request.Method;

    public void Dispose() => scoped.Disposals.Increment();

    internal sealed class Counter
    {
        private int _value;

        public int Value => Volatile.Read(ref _value);

        public int Increment() => Interlocked.Increment(ref _value);
    }

    internal sealed class Scoped(Counter disposals)
    {
        public Counter Disposals { get; } = disposals;

        public Guid Id { get; } = Guid.NewGuid();
    }
}
