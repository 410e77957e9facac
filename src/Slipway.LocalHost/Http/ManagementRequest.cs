using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Slipway.LocalHost.Http;

/// <summary>Reads what a request to the management API says. What is wrong is an <see cref="ArgumentException"/> for the caller.</summary>
internal static class ManagementRequest
{
    internal const string ContinuationHeader = "x-ms-continuation-token";

    private const int MaxPageSize = 1000;
    private const int MaxWaitSeconds = 24 * 60 * 60;

    public static string? ContinuationToken(HttpContext context)
        => context.Request.Headers[ContinuationHeader].ToString() is { Length: > 0 } token ? token : null;

    public static int Top(HttpContext context, int whenUnset)
        => Query(context, "top") is not { } text ? whenUnset
            : int.TryParse(text, out var number) && number is > 0 and <= MaxPageSize ? number
            : throw new ArgumentException($"'top' must be 1 to {MaxPageSize}.");

    public static TimeSpan? Seconds(HttpContext context, string name)
        => Query(context, name) is not { } text ? null
            : double.TryParse(text, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and <= MaxWaitSeconds
                ? TimeSpan.FromSeconds(seconds)
                : throw new ArgumentException($"'{name}' must be a number of seconds from 0 to {MaxWaitSeconds}.");

    public static async Task<object?> BodyAsync(HttpContext context)
    {
        if (context.Request.ContentLength is 0 || (context.Request.ContentLength is null && context.Request.ContentType is null))
        {
            return null;
        }

        if (!context.Request.HasJsonContentType())
        {
            throw new ArgumentException("The body must be JSON, and Content-Type must say application/json.");
        }

        try
        {
            return await context.Request.ReadFromJsonAsync<JsonElement>(context.RequestAborted).ConfigureAwait(false);
        }
        catch (JsonException exception)
        {
            throw new ArgumentException($"The body is not valid JSON: {exception.Message}", exception);
        }
    }

    public static DateTimeOffset? Time(HttpContext context, string name)
        => Query(context, name) is not { } text ? null
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
            : throw new ArgumentException($"'{name}' must be a time such as 2026-01-31T12:00:00Z.");

    public static bool Flag(HttpContext context, string name, bool whenUnset)
        => Query(context, name) is not { } text ? whenUnset
            : bool.TryParse(text, out var value) ? value
            : throw new ArgumentException($"'{name}' must be true or false.");

    public static string? Query(HttpContext context, string name)
        => context.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    /// <summary>The tag that a list is narrowed by: <c>tag=name:value</c>.</summary>
    /// <exception cref="ArgumentException">It has no colon.</exception>
    public static KeyValuePair<string, string>? Tag(HttpContext context)
        => Query(context, "tag") switch
        {
            null => null,
            var text when text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon => new(text[..colon], text[(colon + 1)..]),
            var text => throw new ArgumentException($"The query's tag is '{text}'; it must be a name and a value, as in tag=team:red."),
        };

    public static IResult Message(int status, string message)
        => Results.Json(new Dictionary<string, string>(StringComparer.Ordinal) { ["Message"] = message }, statusCode: status);
}
