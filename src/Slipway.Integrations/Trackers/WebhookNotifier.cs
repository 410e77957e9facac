using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Core.Security;
using Slipway.Integrations.Http;

namespace Slipway.Integrations.Trackers;

/// <summary>Posts notifications to chats, and to any HTTP address.</summary>
/// <remarks>
/// Each request has <c>X-Slipway-Id</c>, by which its receiver drops what comes twice. One to an HTTP target with a secret also has
/// <c>X-Slipway-Timestamp</c> (seconds since 1970) and <c>X-Slipway-Signature</c>: <c>sha256=</c> and the hexadecimal HMAC-SHA256 of the
/// timestamp, a dot, and the body.
/// </remarks>
/// <param name="http">Over a guarded handler.</param>
/// <param name="configuration">Has the targets, their addresses and secrets.</param>
/// <param name="time">The clock.</param>
internal sealed class WebhookNotifier(HttpClient http, IConfiguration configuration, TimeProvider time) : INotifier
{
    private const int MaximumText = 4_000;
    private const int MaximumBody = 256 * 1024;

    /// <inheritdoc/>
    public IReadOnlyList<string> Targets =>
        [.. configuration.GetSection(NotifierOptions.Section).GetChildren().Select(target => target.Key).Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public async Task SendAsync(Notification notification, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(notification);
        var section = $"{NotifierOptions.Section}:{notification.Target}";
        var target = configuration.GetSection(section).Get<NotifierOptions>()
            ?? throw Wrong($"There is no notification target '{notification.Target}'. Set {section}.");
        if (!Uri.TryCreate(configuration[target.UrlSetting], UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http"))
        {
            throw Wrong($"{section}:UrlSetting names '{target.UrlSetting}', which holds no http or https address.");
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(Body(target.Kind, notification), CoreJson.Options);
        if (body.Length > MaximumBody)
        {
            throw Wrong($"The notification '{notification.Id}' has {body.Length} bytes; at most {MaximumBody} are sent.");
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-Slipway-Id", notification.Id);
        Sign(request, target, body);
        await SendAsync(request, notification.Target, cancellationToken);
    }

    private void Sign(HttpRequestMessage request, NotifierOptions target, byte[] body)
    {
        if (target.Kind != NotifierKind.Http || string.IsNullOrEmpty(target.SecretSetting))
        {
            return;
        }

        var secret = configuration[target.SecretSetting] is { Length: > 0 } value
            ? value
            : throw Wrong($"The setting '{target.SecretSetting}', which is to sign notifications, is not set.");
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.ASCII.GetBytes(timestamp + "."), .. body];
        request.Headers.Add("X-Slipway-Timestamp", timestamp);
        request.Headers.Add(
            "X-Slipway-Signature", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed)));
    }

    private async Task SendAsync(HttpRequestMessage request, string target, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                var now = time.GetUtcNow();
                throw Failed(
                    target, $"it answered {(int)answer.StatusCode}", Category(answer.StatusCode),
                    retryAt: now + RetryAfterHeader.Read(answer.Headers, now));
            }
        }
        catch (HttpRequestException exception) when (exception.InnerException is SlipwayException refused)
        {
            throw new SlipwayException(refused.Code, refused.Message, refused.Category, exception);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError
            is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError)
        {
            throw Failed(target, "it cannot be reached", ErrorCategory.Transient, exception);
        }
        catch (HttpRequestException exception)
        {
            throw Failed(target, "it broke off before it answered", ErrorCategory.Timeout, exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed(target, $"it did not answer within {http.Timeout.TotalSeconds:0} s", ErrorCategory.Timeout, exception);
        }
    }

    private static object Body(NotifierKind kind, Notification notification)
    {
        var text = Sanitiser.Text(Redactor.Redact(Sanitiser.Text(notification.Text)), MaximumText);
        return kind switch
        {
            // What would be markup, a mention of everybody among it, is text.
            NotifierKind.Slack => new
            {
                text = text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
                    .Replace(">", "&gt;", StringComparison.Ordinal),
            },
            NotifierKind.Teams => new
            {
                type = "message",
                attachments = new[]
                {
                    new
                    {
                        contentType = "application/vnd.microsoft.card.adaptive",
                        content = new
                        {
                            type = "AdaptiveCard", version = "1.4", body = new[] { new { type = "TextBlock", text, wrap = true } },
                        },
                    },
                },
            },
            _ => new { notification.Id, text, notification.Data },
        };
    }

    // What may have been taken is worth a few attempts, and no half hour of them: without an answer it is a timeout, never an outage.
    private static ErrorCategory Category(HttpStatusCode status) => status switch
    {
        HttpStatusCode.TooManyRequests => ErrorCategory.RateLimited,
        HttpStatusCode.RequestTimeout => ErrorCategory.Timeout,
        >= HttpStatusCode.InternalServerError => ErrorCategory.Transient,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ErrorCategory.Permission,
        _ => ErrorCategory.Configuration,
    };

    private static SlipwayException Wrong(string message) => new(ErrorCodes.InvalidRequest, message);

    private static SlipwayException Failed(
        string target, string why, ErrorCategory category, Exception? exception = null, DateTimeOffset? retryAt = null) =>
        new(ErrorCodes.NotificationFailed, $"The notification target '{target}' did not take a notification: {why}.", category, exception)
        {
            RetryAt = retryAt,
        };
}
