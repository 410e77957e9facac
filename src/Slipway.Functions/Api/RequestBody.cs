using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Slipway.Core;

namespace Slipway.Functions.Api;

/// <summary>Reads a request's body, with a limit, and says what is wrong with it.</summary>
internal static class RequestBody
{
    private const int MaxJsonBytes = 1024 * 1024;

    /// <summary>Reads JSON. An empty body is <see langword="null"/>.</summary>
    /// <exception cref="SlipwayException">It is not JSON of this form, or too large.</exception>
    public static async Task<T?> ReadJsonAsync<T>(HttpRequest request, CancellationToken cancellationToken)
        where T : class
    {
        var body = await ReadAsync(request, MaxJsonBytes, cancellationToken)
            ?? throw new SlipwayException(ErrorCodes.InvalidRequest, $"The body is larger than {MaxJsonBytes / 1024:N0} KiB.");
        if (body.Length == 0)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<T>(body, CoreJson.Options);
        }
        catch (JsonException exception)
        {
            throw new SlipwayException(
                ErrorCodes.InvalidRequest,
                $"The body is not the JSON expected here: {exception.Message} See the README's table of the HTTP API for its form.",
                innerException: exception);
        }
    }

    /// <summary>Reads the raw body, or returns <see langword="null"/> when it is larger than <paramref name="maxBytes"/>.</summary>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes)
        {
            return null;
        }

        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await request.Body.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            if (body.Length + read > maxBytes)
            {
                return null;
            }

            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }
}
