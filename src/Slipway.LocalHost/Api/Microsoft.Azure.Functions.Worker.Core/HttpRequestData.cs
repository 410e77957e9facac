namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>A request, without ASP.NET Core. Functions on this host take ASP.NET Core's own types.</summary>
public abstract class HttpRequestData
{
    /// <summary>A request of an invocation.</summary>
    public HttpRequestData(FunctionContext functionContext)
    {
        ArgumentNullException.ThrowIfNull(functionContext);
        FunctionContext = functionContext;
    }

    /// <summary>The body.</summary>
    public abstract Stream Body { get; }

    /// <summary>The headers.</summary>
    public abstract HttpHeadersCollection Headers { get; }

    /// <summary>The address.</summary>
    public abstract Uri Url { get; }

    /// <summary>The method.</summary>
    public abstract string Method { get; }

    /// <summary>The invocation.</summary>
    public FunctionContext FunctionContext { get; }
}
