using System.Globalization;
using System.Text;
using System.Text.Json;
using Slipway.Core.Security;
using Slipway.Integrations.Http;

namespace Slipway.Integrations.Ai;

/// <summary>Reads answers of AI services whole, within a limit, and makes refusals of every service the same exception before their own
/// libraries see them.</summary>
internal sealed class AiHttpHandler(HttpMessageHandler inner, TimeProvider time) : DelegatingHandler(inner)
{
    private const int MaxAnswerBytes = 8 * 1024 * 1024;
    private const int MaxSaid = 300;

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        try
        {
            await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, cancellationToken);
            var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw Refusal(response, Encoding.UTF8.GetString(answer));
            }

            Require(answer);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>An answer of either kind of service has a list of what was said. Of another form, each client breaks in its own way.
    /// </summary>
    private static void Require(byte[] answer)
    {
        using var document = JsonDocument.Parse(answer);
        if (document.RootElement is not { ValueKind: JsonValueKind.Object } root
            || !(IsList(root, "choices") || IsList(root, "content")))
        {
            throw new JsonException("The service's answer is not of the form that it documents.");
        }
    }

    private static bool IsList(JsonElement root, string name) =>
        root.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array;

    private AiServiceException Refusal(HttpResponseMessage response, string text)
    {
        var (said, code) = Read(text);
        return new AiServiceException((int)response.StatusCode, Sanitiser.Line(Redactor.Redact(said), MaxSaid), code, RetryAfter(response));
    }

    /// <summary>Both kinds of services answer <c>{"error": {"message", "type", "code"?}}</c>.</summary>
    private static (string Said, string? Code) Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
                ? (Text(error, "message") ?? text, Text(error, "code") ?? Text(error, "type"))
                : (text, null);
        }
        catch (JsonException)
        {
            // Something between us and the service answered, such as a proxy: its text is all there is.
            return (text, null);
        }
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.TryGetValues("retry-after-ms", out var given)
        && double.TryParse(given.First(), NumberStyles.Float, CultureInfo.InvariantCulture, out var wait) && wait is >= 0 and < 1e9
            ? TimeSpan.FromMilliseconds(wait)
            : RetryAfterHeader.Read(response.Headers, time.GetUtcNow());
}
