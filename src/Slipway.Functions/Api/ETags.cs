using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Slipway.Functions.Api;

/// <summary>Entity tags (RFC 9110): a definition's is its hash.</summary>
internal static class ETags
{
    private const string Any = "*";

    /// <summary>The tag of a hash.</summary>
    public static string Of(string hash) => $"\"{hash}\"";

    /// <summary>The hash that <c>If-Match</c> wants, <c>*</c> for any; <see langword="null"/> without one.</summary>
    /// <exception cref="InvalidFieldsException">It is no tag, or more than one.</exception>
    public static string? IfMatch(HttpRequest request) => request.Headers.IfMatch switch
    {
        { Count: 0 } => null,
        var given when Text(given) is Any => Any,
        var given when Text(given) is ['"', .. { Length: > 0 } hash, '"'] && !hash.Contains('"', StringComparison.Ordinal) => hash,
        _ => throw new InvalidFieldsException("If-Match", "must be one tag, as ETag gives it in quotes, or *."),
    };

    /// <summary>Whether <c>If-None-Match: *</c> wants that there is none yet.</summary>
    /// <exception cref="InvalidFieldsException">It is something else.</exception>
    public static bool IfNew(HttpRequest request) => request.Headers.IfNoneMatch switch
    {
        { Count: 0 } => false,
        var given when Text(given) is Any => true,
        _ => throw new InvalidFieldsException("If-None-Match", "must be *, which means that there must be none yet."),
    };

    private static string Text(StringValues header) => header.ToString().Trim();
}
