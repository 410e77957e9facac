using System.Text;
using Microsoft.AspNetCore.Http;

namespace Slipway.Integrations.Tests.GitHub;

/// <content>What goes wrong with it.</content>
internal sealed partial class GitHubServer
{
    private readonly Queue<(Func<HttpRequest, bool> For, Func<HttpContext, Task> Answer)> _faults = new();

    /// <summary>Whether every connection is cut without an answer.</summary>
    public bool IsDown { get; set; }

    /// <summary>Answers the next fitting request with this instead.</summary>
    public void FailOnce(string method, string pathEnd, int status, string body = "{}", params (string, string)[] headers) =>
        FailOnce(method, pathEnd, context => AnswerAsync(context, status, body, headers));

    /// <summary>Answers the next fitting request so.</summary>
    public void FailOnce(string method, string pathEnd, Func<HttpContext, Task> answer)
    {
        lock (_lock)
        {
            _faults.Enqueue((
                request => request.Method == method && request.Path.Value!.EndsWith(pathEnd, StringComparison.Ordinal), answer));
        }
    }

    /// <summary>Cuts the connection.</summary>
    public static Task ResetAsync(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    /// <summary>Says that more comes than does.</summary>
    public static async Task TruncateAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = 1_000;
        await context.Response.WriteAsync("[{\"number\": 1, \"ti");
        await context.Response.Body.FlushAsync();
        context.Abort();
    }

    /// <summary>Sends a byte and then nothing.</summary>
    public static async Task StallAsync(HttpContext context)
    {
        context.Response.ContentLength = 1_000;
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes("["));
        await context.Response.Body.FlushAsync();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private Func<HttpContext, Task>? TakeFault(HttpRequest request)
    {
        lock (_lock)
        {
            return _faults.TryPeek(out var next) && next.For(request) ? _faults.Dequeue().Answer : null;
        }
    }
}
