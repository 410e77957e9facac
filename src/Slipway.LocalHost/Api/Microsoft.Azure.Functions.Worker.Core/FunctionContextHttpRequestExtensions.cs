using Microsoft.Azure.Functions.Worker.Http;
using Slipway.LocalHost.Http;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>The HTTP side of an invocation, without ASP.NET Core.</summary>
public static class FunctionContextHttpRequestExtensions
{
    /// <summary>The request that started the invocation; null when none did.</summary>
    public static ValueTask<HttpRequestData?> GetHttpRequestDataAsync(this FunctionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Features.Get<HttpRequestData>() is not { } request && context.GetHttpContext() is { } http)
        {
            request = new AspNetRequestData(http.Request, context);
            context.Features.Set<HttpRequestData>(request);
            return new ValueTask<HttpRequestData?>(request);
        }

        return new ValueTask<HttpRequestData?>(context.Features.Get<HttpRequestData>());
    }
}
