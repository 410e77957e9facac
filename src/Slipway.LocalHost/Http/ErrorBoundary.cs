using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Slipway.LocalHost.Hosting;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Http;

/// <summary>Turns what a request threw into an answer that tells the caller its part, and the log the rest.</summary>
internal sealed class ErrorBoundary(RequestDelegate next, ILogger<ErrorBoundary> logger)
{
    private const int ClientClosedRequest = 499;

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = ClientClosedRequest;
            }
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            await Problems.WriteAsync(context, exception.StatusCode, "Bad request", exception.Message).ConfigureAwait(false);
        }
        catch (TaskHubException exception) when (!context.Response.HasStarted)
        {
            HostLog.RequestFailed(logger, exception, context.Request.Method, context.Request.Path);
            var status = exception is TaskHubClosedException
                ? StatusCodes.Status503ServiceUnavailable
                : StatusCodes.Status507InsufficientStorage;
            await Problems.WriteAsync(context, status, "The task hub cannot be used", exception.Message).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            HostLog.RequestFailed(logger, exception, context.Request.Method, context.Request.Path);
            if (context.Response.HasStarted)
            {
                // Part of an answer is out: cutting it off is the only way left to say that it failed.
                context.Abort();
                return;
            }

            await Problems.WriteAsync(
                context,
                StatusCodes.Status500InternalServerError,
                "Internal server error",
                "The request failed. The host's log has the reason, under this trace id.").ConfigureAwait(false);
        }
    }
}
