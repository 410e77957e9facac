using System.Net;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Primitives;

namespace Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Http;

/// <summary>The answer to an HTTP request that an orchestration made.</summary>
public class DurableHttpResponse
{
    /// <summary>An answer of a status.</summary>
    public DurableHttpResponse(HttpStatusCode statusCode)
    {
        StatusCode = statusCode;
    }

    /// <summary>The status. A status of an error is an answer too: it throws nothing.</summary>
    [JsonPropertyName("statusCode")]
    public HttpStatusCode StatusCode { get; }

    /// <summary>The headers.</summary>
    [JsonPropertyName("headers")]
    [JsonConverter(typeof(HttpHeadersConverter))]
    public IDictionary<string, StringValues>? Headers { get; init; }

    /// <summary>The body as text.</summary>
    [JsonPropertyName("content")]
    public string? Content { get; init; }
}
