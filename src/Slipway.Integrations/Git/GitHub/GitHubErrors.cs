using System.Net;
using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Security;

namespace Slipway.Integrations.Git.GitHub;

/// <summary>What GitHub's refusals mean.</summary>
internal static class GitHubErrors
{
    private const int MaxWords = 500;

    /// <summary>An answer that is an error, as an exception.</summary>
    internal static SlipwayException Of(HttpMethod method, Uri address, HttpStatusCode status, JsonElement body)
    {
        var said = $"{method} {address.AbsolutePath}: {(int)status}. GitHub says: {Words(body)}";
        return status switch
        {
            HttpStatusCode.Unauthorized =>
                Refused($"GitHub does not accept the token. Check Slipway:GitHub. {said}", ErrorCategory.Permission),
            HttpStatusCode.Forbidden =>
                Refused($"The token may not do that. Give it the permission that GitHub names. {said}", ErrorCategory.Permission),
            HttpStatusCode.NotFound => Refused(
                $"GitHub has no such thing, or the token may not see it. Check the repository's remote and the token's access. {said}"),
            >= HttpStatusCode.InternalServerError => Unavailable($"GitHub cannot answer now. {said}", null),
            _ => Refused($"GitHub refused it. {said}"),
        };
    }

    internal static SlipwayException Refused(string message, ErrorCategory category = ErrorCategory.Configuration) =>
        new(ErrorCodes.GitHubRefused, message, category);

    internal static SlipwayException Unavailable(string message, Exception? exception) =>
        new(ErrorCodes.GitHubUnavailable, message, ErrorCategory.Transient, exception);

    internal static SlipwayException Unreadable(Exception? exception) =>
        Unavailable("GitHub's answer is no JSON of the form it documents. A proxy between may have answered.", exception);

    internal static SlipwayException RateLimited(DateTimeOffset retryAt, string why) => new(
        ErrorCodes.GitHubRateLimited, $"{why} Going on at {retryAt:u}.", ErrorCategory.RateLimited) { RetryAt = retryAt };

    /// <summary>Whether a refusal says something.</summary>
    internal static bool Says(JsonElement body, string words) => Words(body).Contains(words, StringComparison.OrdinalIgnoreCase);

    /// <summary>The message of an error with its details, on one line.</summary>
    internal static string Words(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("message", out var message))
        {
            return "nothing.";
        }

        var details = body.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array
            ? errors.EnumerateArray().Select(Detail)
            : [];
        return Sanitiser.Line(Redactor.Redact(string.Join("; ", details.Prepend(message.ToString()))), MaxWords);
    }

    private static string Detail(JsonElement error) => error.ValueKind != JsonValueKind.Object
        ? error.ToString()
        : string.Join(' ', new[] { "field", "code", "message" }
            .Select(name => error.TryGetProperty(name, out var value) ? value.ToString() : "").Where(text => text.Length > 0));
}
