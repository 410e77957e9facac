using Microsoft.AspNetCore.Http;
using Slipway.Integrations.Tests.GitHub;

namespace Slipway.Integrations.Tests;

/// <summary>Answers that are none: of a service that is broken, or of something between it and us.</summary>
internal static class Faults
{
    /// <summary>Each of them, for a service whose answer is JSON.</summary>
    public static readonly string[] All =
    [
        "reset", "truncated", "invalid", "html", "wrong-form", "null", "empty", "charset", "500", "502", "503",
    ];

    /// <summary>Answers so.</summary>
    public static Func<HttpContext, Task> Answer(string fault) => fault switch
    {
        "reset" => GitHubServer.ResetAsync,
        "truncated" => GitHubServer.TruncateAsync,
        "stall" => GitHubServer.StallAsync,
        "invalid" => context => context.Response.WriteAsync("[{\"id\": 1,]"),
        "html" => context => context.Response.WriteAsync("<html>Sign in to the guests' network</html>"),
        "wrong-form" => context => WriteAsync(context, "{\"unexpected\": true}", "application/json"),
        "null" => context => WriteAsync(context, "null", "application/json"),
        "empty" => _ => Task.CompletedTask,
        "charset" => context => WriteAsync(context, "{}", "application/json; charset=klingon"),
        var status => context =>
        {
            context.Response.StatusCode = int.Parse(status, System.Globalization.CultureInfo.InvariantCulture);
            return context.Response.WriteAsync("<html>Oops</html>");
        },
    };

    private static Task WriteAsync(HttpContext context, string body, string type)
    {
        context.Response.ContentType = type;
        return context.Response.WriteAsync(body);
    }
}
