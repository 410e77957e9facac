using System.Net;
using System.Text;
using System.Text.Json;
using Azure.Core.Serialization;
using Slipway.LocalHost.Http;

namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>Shorter ways to read requests.</summary>
public static class HttpRequestDataExtensions
{
    /// <summary>An answer of a status.</summary>
    public static HttpResponseData CreateResponse(this HttpRequestData request, HttpStatusCode statusCode)
    {
        ArgumentNullException.ThrowIfNull(request);
        var response = request.CreateResponse();
        response.StatusCode = statusCode;
        return response;
    }

    /// <summary>The body as text; unset encoding means UTF-8.</summary>
    public static string? ReadAsString(this HttpRequestData request, Encoding? encoding = null)
        => request.ReadAsStringAsync(encoding).GetAwaiter().GetResult();

    /// <summary>The body as text; unset encoding means UTF-8.</summary>
    public static async Task<string?> ReadAsStringAsync(this HttpRequestData request, Encoding? encoding = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var reader = new StreamReader(
            request.Body, encoding ?? Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 1024, leaveOpen: true);
        return await reader.ReadToEndAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>The JSON of the body as a type, by the app's serializer options; the type's default for an empty body.</summary>
    /// <exception cref="JsonException">The body is not such JSON.</exception>
    public static async ValueTask<T?> ReadFromJsonAsync<T>(this HttpRequestData request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken).ConfigureAwait(false);
        return body.Length == 0
            ? default
            : JsonSerializer.Deserialize<T>(body.GetBuffer().AsSpan(0, (int)body.Length), AppJson.Options(request.FunctionContext));
    }

    /// <summary>The body as a type, by a serializer of the caller's; the type's default for an empty body.</summary>
    public static async ValueTask<T?> ReadFromJsonAsync<T>(
        this HttpRequestData request, ObjectSerializer serializer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(serializer);
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken).ConfigureAwait(false);
        body.Position = 0;
        return body.Length == 0
            ? default
            : (T?)await serializer.DeserializeAsync(body, typeof(T), cancellationToken).ConfigureAwait(false);
    }
}
