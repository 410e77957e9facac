using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Integrations.Http;
using Slipway.Integrations.Trackers;

namespace Slipway.Integrations.Tests.Trackers;

/// <summary>Against a real HTTP server on loopback.</summary>
public sealed class WebhookNotifierTests : IDisposable
{
    private const string Secret = "a-secret-of-the-test";

    private readonly HttpListener _server = new();
    private readonly string _url;

    public WebhookNotifierTests()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        _url = $"http://localhost:{((IPEndPoint)free.LocalEndpoint).Port}/hook/";
        free.Stop();
        _server.Prefixes.Add(_url);
        _server.Start();
    }

    [Fact]
    public async Task A_notification_is_signed_with_its_time_and_has_its_id()
    {
        var sending = SendAsync("Http", new Notification("wf-1/notify", "team", "Done <ü>.", JsonElement.Parse("""{"number":7}""")));
        var (headers, body) = await AnswerAsync(200);
        await sending;

        var timestamp = headers["X-Slipway-Timestamp"]!;
        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{timestamp}.{body}"));
        Assert.Equal($"sha256={Convert.ToHexStringLower(expected)}", headers["X-Slipway-Signature"]);
        Assert.Equal("wf-1/notify", headers["X-Slipway-Id"]);
        Assert.Equal("""{"id":"wf-1/notify","text":"Done <ü>.","data":{"number":7}}""", body);
    }

    [Theory]
    [InlineData("Slack", """{"text":"&lt;!channel&gt; A &amp; B"}""")]
    [InlineData("Teams", """{"type":"message","attachments":[{"contentType":"application/vnd.microsoft.card.adaptive","content":"""
        + """{"type":"AdaptiveCard","version":"1.4","body":[{"type":"TextBlock","text":"<!channel> A & B","wrap":true}]}}]}""")]
    public async Task A_chat_gets_text_without_markup_of_ours(string kind, string expected)
    {
        var sending = SendAsync(kind, new Notification("wf-1/notify", "team", "<!channel> A & B"));
        var (headers, body) = await AnswerAsync(200);
        await sending;

        Assert.Equal(expected, body);
        Assert.Null(headers["X-Slipway-Signature"]);
    }

    [Theory]
    [InlineData(429, ErrorCategory.RateLimited)]
    [InlineData(500, ErrorCategory.Transient)]
    [InlineData(403, ErrorCategory.Permission)]
    [InlineData(404, ErrorCategory.Configuration)]
    [InlineData(302, ErrorCategory.Configuration)]
    public async Task What_is_not_taken_is_an_error_with_its_category(int status, ErrorCategory category)
    {
        var sending = SendAsync("Http", new Notification("wf-1/notify", "team", "Done."));
        await AnswerAsync(status);

        var error = await Assert.ThrowsAsync<SlipwayException>(() => sending);
        Assert.Equal((ErrorCodes.NotificationFailed, category), (error.Code, error.Category));
        Assert.DoesNotContain(_url, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_that_asks_to_be_left_alone_is_asked_again_when_it_said()
    {
        var now = TimeProvider.System.GetUtcNow();
        var sending = SendAsync("Http", new Notification("wf-1/notify", "team", "Done."));
        await AnswerAsync(429, retryAfter: "17");

        var error = await Assert.ThrowsAsync<SlipwayException>(() => sending);
        Assert.InRange(error.RetryAt!.Value, now.AddSeconds(17), TimeProvider.System.GetUtcNow().AddSeconds(17));
    }

    [Fact]
    public async Task A_private_address_is_refused_unless_its_host_is_allowed()
    {
        var error = await Assert.ThrowsAsync<SlipwayException>(
            () => SendAsync("Http", new Notification("wf-1/notify", "team", "Done."), new OutboundOptions()));

        Assert.Equal(ErrorCodes.AddressRefused, error.Code);
    }

    [Theory]
    [InlineData("nobody", "There is no notification target 'nobody'")]
    [InlineData("lost", "holds no http or https address")]
    public async Task A_target_that_is_not_set_up_is_said_so(string target, string said)
    {
        var error = await Assert.ThrowsAsync<SlipwayException>(() => SendAsync("Http", new Notification("wf-1/notify", target, "Done.")));

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _server.Close();

    private async Task SendAsync(string kind, Notification notification, OutboundOptions? options = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Slipway:Notifiers:team:Kind"] = kind,
            ["Slipway:Notifiers:team:UrlSetting"] = "TeamUrl",
            ["Slipway:Notifiers:team:SecretSetting"] = "TeamSecret",
            ["Slipway:Notifiers:lost:UrlSetting"] = "Nowhere",
            ["TeamUrl"] = _url,
            ["TeamSecret"] = Secret,
        }).Build();
        using var http = new HttpClient(OutboundHandler.Create(options ?? new OutboundOptions { AllowedHosts = ["localhost"] }));
        await new WebhookNotifier(http, configuration, TimeProvider.System).SendAsync(notification, CancellationToken.None);
    }

    private async Task<(System.Collections.Specialized.NameValueCollection Headers, string Body)> AnswerAsync(
        int status, string? retryAfter = null)
    {
        var context = await _server.GetContextAsync();
        using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        context.Response.StatusCode = status;
        if (retryAfter is not null)
        {
            context.Response.Headers["Retry-After"] = retryAfter;
        }

        context.Response.RedirectLocation = status == 302 ? "http://127.0.0.1:9/" : null;
        context.Response.Close();
        return (context.Request.Headers, body);
    }
}
