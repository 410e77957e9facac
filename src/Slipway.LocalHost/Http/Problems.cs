using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Slipway.LocalHost.Http;

/// <summary>Writes errors: as problem details (RFC 9457), and those of the management API as the durable extension does.</summary>
internal static class Problems
{
    private const string ContentType = "application/problem+json";

    /// <summary>Answers with a problem; nothing may have been sent yet.</summary>
    public static Task WriteAsync(HttpContext context, int status, string title, string detail)
    {
        context.Response.Clear();
        return SendAsync(context, status, title, detail);
    }

    private static Task SendAsync(HttpContext context, int status, string title, string detail)
    {
        context.Response.StatusCode = status;
        if (IsManagement(context))
        {
            return ManagementRequest.Message(status, detail).ExecuteAsync(context);
        }

        var problem = new ProblemDetails { Status = status, Title = title, Detail = detail, Instance = context.Request.Path };
        problem.Extensions["traceId"] = System.Diagnostics.Activity.Current?.Id ?? context.TraceIdentifier;
        return context.Response.WriteAsJsonAsync(problem, options: null, ContentType, context.RequestAborted);
    }

    /// <summary>Says what is wrong when routing found no function for the path, or none for the method.</summary>
    public static async Task OfRoutingAsync(HttpContext context, RequestDelegate next)
    {
        await next(context).ConfigureAwait(false);
        var response = context.Response;
        if (response.HasStarted)
        {
            return;
        }

        var isWrongMethod = response.StatusCode == StatusCodes.Status405MethodNotAllowed;
        if ((response.StatusCode == StatusCodes.Status404NotFound && context.GetEndpoint() is null)
            || (isWrongMethod && IsManagement(context)))
        {
            await NotFoundAsync(context).ConfigureAwait(false);
        }
        else if (isWrongMethod)
        {
            // As it stands, with its Allow header.
            await SendAsync(
                context,
                StatusCodes.Status405MethodNotAllowed,
                "Method not allowed",
                $"{context.Request.Path} takes {response.Headers.Allow}, not {context.Request.Method}.").ConfigureAwait(false);
        }
    }

    private static bool IsManagement(HttpContext context) => context.Request.Path.StartsWithSegments(ManagementUrls.Path);

    private static Task NotFoundAsync(HttpContext context)
        => WriteAsync(
            context,
            StatusCodes.Status404NotFound,
            "Not found",
            $"There is no function at {context.Request.Method} {context.Request.Path}.");

    /// <summary>The caller has no key, or a wrong one.</summary>
    public static Task UnauthorizedAsync(HttpContext context)
        => WriteAsync(
            context,
            StatusCodes.Status401Unauthorized,
            "Unauthorized",
            "This needs a key: send it in the header 'x-functions-key', or in the query as 'code'. "
            + "The host's log says where its keys are.");
}
