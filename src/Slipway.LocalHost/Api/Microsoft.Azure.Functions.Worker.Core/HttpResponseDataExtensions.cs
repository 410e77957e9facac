using System.Text;
using System.Text.Json;
using Azure.Core.Serialization;
using Slipway.LocalHost.Http;

namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>Shorter ways to write answers.</summary>
public static class HttpResponseDataExtensions
{
    private const string DefaultJsonType = "application/json; charset=utf-8";

    /// <summary>Writes text; unset encoding means UTF-8.</summary>
    public static void WriteString(this HttpResponseData response, string value, Encoding? encoding = null)
        => response.WriteBytes(Encode(value, encoding));

    /// <summary>Writes text; unset encoding means UTF-8.</summary>
    public static Task WriteStringAsync(this HttpResponseData response, string value, Encoding? encoding = null)
        => response.WriteStringAsync(value, CancellationToken.None, encoding);

    /// <summary>Writes text; unset encoding means UTF-8.</summary>
    public static Task WriteStringAsync(
        this HttpResponseData response, string value, CancellationToken cancellationToken, Encoding? encoding = null)
        => response.WriteBytesAsync(Encode(value, encoding), cancellationToken);

    /// <summary>Writes bytes.</summary>
    public static void WriteBytes(this HttpResponseData response, byte[] value)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(value);
        response.Body.Write(value);
    }

    /// <summary>Writes bytes.</summary>
    public static Task WriteBytesAsync(this HttpResponseData response, byte[] value)
        => response.WriteBytesAsync(value, CancellationToken.None);

    /// <summary>Writes bytes.</summary>
    public static Task WriteBytesAsync(this HttpResponseData response, byte[] value, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(value);
        return response.Body.WriteAsync(value, cancellationToken).AsTask();
    }

    /// <summary>Writes a value as JSON, by the app's serializer options.</summary>
    public static ValueTask WriteAsJsonAsync<T>(
        this HttpResponseData response, T instance, CancellationToken cancellationToken = default)
        => response.WriteAsJsonAsync(instance, DefaultJsonType, cancellationToken);

    /// <summary>Writes a value as JSON, by the app's serializer options, under a content type.</summary>
    public static async ValueTask WriteAsJsonAsync<T>(
        this HttpResponseData response, T instance, string contentType, CancellationToken cancellationToken = default)
    {
        SetContentType(response, contentType);
        var json = JsonSerializer.SerializeToUtf8Bytes(
            instance, instance?.GetType() ?? typeof(T), AppJson.Options(response.FunctionContext));
        await response.Body.WriteAsync(json, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes a value by a serializer of the caller's, as JSON.</summary>
    public static ValueTask WriteAsJsonAsync<T>(
        this HttpResponseData response, T instance, ObjectSerializer serializer, CancellationToken cancellationToken = default)
        => response.WriteAsJsonAsync(instance, serializer, DefaultJsonType, cancellationToken);

    /// <summary>Writes a value by a serializer of the caller's, under a content type.</summary>
    public static ValueTask WriteAsJsonAsync<T>(
        this HttpResponseData response,
        T instance,
        ObjectSerializer serializer,
        string contentType,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        SetContentType(response, contentType);
        return serializer.SerializeAsync(response.Body, instance, instance?.GetType() ?? typeof(T), cancellationToken);
    }

    private static void SetContentType(HttpResponseData response, string contentType)
    {
        ArgumentNullException.ThrowIfNull(response);
        response.Headers.Remove("Content-Type");
        response.Headers.TryAddWithoutValidation("Content-Type", contentType);
    }

    private static byte[] Encode(string value, Encoding? encoding)
    {
        ArgumentNullException.ThrowIfNull(value);
        return (encoding ?? Encoding.UTF8).GetBytes(value);
    }
}
