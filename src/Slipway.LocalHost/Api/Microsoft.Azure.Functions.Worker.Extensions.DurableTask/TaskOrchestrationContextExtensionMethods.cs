using Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Http;
using Slipway.LocalHost.Http.Calls;

namespace Microsoft.DurableTask;

/// <summary>HTTP requests by orchestrations.</summary>
public static class TaskOrchestrationContextExtensionMethods
{
    /// <summary>Makes an HTTP request durably: it, and its answer, are in the history. It may be made more than once.</summary>
    /// <exception cref="TaskFailedException">There was no answer.</exception>
    public static Task<DurableHttpResponse> CallHttpAsync(this TaskOrchestrationContext context, DurableHttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(request);
        return DurableHttpCall.RunAsync(context, request);
    }

    /// <summary>Makes an HTTP request durably: it, and its answer, are in the history. It may be made more than once.</summary>
    /// <exception cref="TaskFailedException">There was no answer.</exception>
    public static Task<DurableHttpResponse> CallHttpAsync(
        this TaskOrchestrationContext context,
        HttpMethod method,
        Uri uri,
        string? content = null,
        HttpRetryOptions? retryOptions = null)
        => context.CallHttpAsync(new DurableHttpRequest(method, uri) { Content = content, HttpRetryOptions = retryOptions });
}
