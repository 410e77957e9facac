using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Integrations.Http;
using Slipway.Integrations.Secrets;

namespace Slipway.Integrations.Tests.Steps;

public sealed class HttpCallTests
{
    private const string Secret = "canary-of-the-shop-0815";

    private static readonly (string, string)[] Settings =
    [
        ("Outbound:AllowedHosts:0", "127.0.0.1"),
        ("Secrets:SHOP:Setting", "Slipway:ShopAccess"),
        ("Secrets:SHOP:Hosts:0", "127.0.0.1"),
        ("Secrets:FAR:Setting", "Slipway:ShopAccess"),
        ("Secrets:FAR:Hosts:0", "api.example.com"),
        ("ShopAccess", Secret),
    ];

    [Fact]
    public async Task A_request_is_sent_as_it_is_written_and_its_answer_is_the_outputs()
    {
        using var home = new TestHome(Settings);
        await using var server = await WebServer.StartAsync(201, """{"number":7}""");

        var outcome = await Step.RunAsync(home, "http.call", new
        {
            url = $"{server.Url}/orders?open=1", method = "POST", headers = new { Accept = "application/json" }, body = new { item = "ü" },
        });

        Assert.Equal(StepOutcomeStatus.Success, outcome.Status);
        var outputs = outcome.Outputs!.Value;
        Assert.Equal((201, 7), (outputs.GetProperty("status").GetInt32(), outputs.GetProperty("body").GetProperty("number").GetInt32()));
        Assert.Equal("application/json", outputs.GetProperty("headers").GetProperty("content-type").GetString());
        var request = Assert.Single(server.Requests);
        Assert.Equal(("POST", "/orders?open=1", """{"item":"ü"}"""), (request.Method, request.Path, request.Body));
        Assert.Equal("application/json; charset=utf-8", request.Headers["Content-Type"]);
        Assert.Equal($"{Step.WorkflowId}/step/1", request.Headers["Idempotency-Key"]);
        Assert.DoesNotContain("?", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repeated_run_of_an_attempt_has_the_same_idempotency_key_and_another_attempt_another_one()
    {
        using var home = new TestHome(Settings);
        await using var server = await WebServer.StartAsync(200, "{}");
        var first = Step.Context(new { url = server.Url });

        await Step.RunAsync(home, "http.call", first);
        await Step.RunAsync(home, "http.call", first);
        await Step.RunAsync(home, "http.call", first with { Attempt = 2 });

        Assert.Equal(
            [$"{first.Marker}/1", $"{first.Marker}/1", $"{first.Marker}/2"],
            server.Requests.Select(request => request.Headers["Idempotency-Key"]));
    }

    [Fact]
    public async Task A_secret_goes_to_its_host_by_name_and_is_masked_in_what_comes_back()
    {
        using var home = new TestHome(Settings);
        await using var server = await WebServer.StartAsync(context =>
            WebServer.AnswerAsync(context, 200, JsonSerializer.Serialize(new { you = context.Request.Headers["X-Shop"].ToString() })));

        var outcome = await Step.RunAsync(
            home, "http.call",
            new { url = server.Url, headers = new Dictionary<string, string> { ["X-Shop"] = "Key secret:SHOP" } });

        Assert.Equal($"Key {Secret}", Assert.Single(server.Requests).Headers["X-Shop"]);
        Assert.Equal("Key ***", outcome.Outputs!.Value.GetProperty("body").GetProperty("you").GetString());
        Assert.DoesNotContain(Secret, JsonSerializer.Serialize(outcome), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("secret:FAR", ErrorCodes.SecretRefused, "may not be sent to 127.0.0.1")]
    [InlineData("secret:SHUP", ErrorCodes.SecretRefused, "Did you mean 'SHOP'?")]
    [InlineData("Bearer ghp_0123456789abcdefghijklmnopqrstuvwxyz", ErrorCodes.StepConfigInvalid, "name a secret")]
    [InlineData("two\nlines", ErrorCodes.StepConfigInvalid, "one line")]
    public async Task What_may_not_be_sent_is_not_sent(string authorization, string code, string said)
    {
        using var home = new TestHome(Settings);
        await using var server = await WebServer.StartAsync(200, "{}");

        var outcome = await Step.RunAsync(home, "http.call", new { url = server.Url, headers = new { Authorization = authorization } });

        Assert.Equal((StepOutcomeStatus.Error, code), (outcome.Status, outcome.Code));
        Assert.Contains(said, outcome.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("http://127.0.0.1:9/")]
    [InlineData("http://localhost:9/")]
    [InlineData("http://[::1]:9/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://2130706433:9/")]
    public async Task A_private_address_is_refused_however_it_is_written(string url)
    {
        using var home = new TestHome();

        var outcome = await Step.RunAsync(home, "http.call", new { url });

        Assert.Equal((ErrorCodes.AddressRefused, ErrorCategory.Permission), (outcome.Code, outcome.Category));
    }

    [Fact]
    public async Task A_redirect_is_followed_when_allowed_without_the_headers_and_never_to_a_private_address()
    {
        using var home = new TestHome(Settings);
        await using var other = await WebServer.StartAsync(200, """{"there":true}""");
        await using var server = await WebServer.StartAsync(context =>
        {
            context.Response.Redirect(context.Request.Path == "/away" ? "http://localhost:1/" : other.Url + "/there");
            return Task.CompletedTask;
        });
        object With(string path, int redirects) =>
            new { url = server.Url + path, redirects, headers = new { Authorization = "secret:SHOP" }, body = "for the first only" };

        var stayed = await Step.RunAsync(home, "http.call", With("/", 0));
        var followed = await Step.RunAsync(home, "http.call", With("/", 1));
        var away = await Step.RunAsync(home, "http.call", With("/away", 1));

        Assert.Equal((ErrorCodes.HttpCallFailed, ErrorCategory.Configuration), (stayed.Code, stayed.Category));
        Assert.True(followed.Outputs!.Value.GetProperty("body").GetProperty("there").GetBoolean());
        var redirected = Assert.Single(other.Requests);
        Assert.False(redirected.Headers.ContainsKey("Authorization"));
        Assert.Equal("", redirected.Body);
        Assert.Equal(ErrorCodes.AddressRefused, away.Code);
    }

    [Theory]
    [InlineData(404, ErrorCategory.Configuration)]
    [InlineData(401, ErrorCategory.Permission)]
    [InlineData(429, ErrorCategory.RateLimited)]
    [InlineData(503, ErrorCategory.Transient)]
    public async Task A_status_that_is_not_expected_is_a_failure_with_its_category(int status, ErrorCategory category)
    {
        using var home = new TestHome(Settings);
        await using var server = await WebServer.StartAsync(context =>
        {
            context.Response.Headers.RetryAfter = "17";
            return WebServer.AnswerAsync(context, status, "Not now.", "text/plain");
        });

        var failed = await Step.RunAsync(home, "http.call", new { url = server.Url });
        var expected = await Step.RunAsync(home, "http.call", new { url = server.Url, expect = new[] { 200, status } });

        Assert.Equal((ErrorCodes.HttpCallFailed, category), (failed.Code, failed.Category));
        Assert.Equal(TimeSpan.FromSeconds(17), failed.RetryAfter);
        Assert.Contains("Not now.", failed.Message, StringComparison.Ordinal);
        Assert.Equal("Not now.", expected.Outputs!.Value.GetProperty("body").GetString());
    }

    [Fact]
    public async Task A_failure_stays_one_when_it_has_too_much_to_say()
    {
        using var home = new TestHome(Settings);
        await using var server = await WebServer.StartAsync(context =>
        {
            context.Response.Headers.RetryAfter = "17";
            return WebServer.AnswerAsync(context, 503, new string('x', 10_000), "text/plain");
        });

        var failed = await Step.RunAsync(home, "http.call", new { url = server.Url, maxBytes = 100 });

        Assert.Equal((ErrorCodes.HttpCallFailed, ErrorCategory.Transient), (failed.Code, failed.Category));
        Assert.Equal(TimeSpan.FromSeconds(17), failed.RetryAfter);
    }

    [Fact]
    public async Task An_answer_that_is_too_large_is_refused_and_a_large_one_becomes_an_artifact()
    {
        using var home = new TestHome(Settings);
        var text = new string('x', 60_000);
        await using var server = await WebServer.StartAsync(200, text, "text/plain");

        var refused = await Step.RunAsync(home, "http.call", new { url = server.Url, maxBytes = 59_999 });
        var kept = await Step.RunAsync(home, "http.call", new { url = server.Url, maxBytes = 60_000 });

        Assert.Equal(ErrorCodes.OutputTooLarge, refused.Code);
        Assert.False(kept.Outputs!.Value.TryGetProperty("body", out _));
        Assert.Equal(text, home.ReadArtifact(Assert.Single(kept.Artifacts!)));
    }

    [Fact]
    public async Task An_answer_that_does_not_come_in_time_or_breaks_off_is_a_failure_worth_another_attempt()
    {
        using var home = new TestHome(Settings);
        await using var silent = await WebServer.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        await using var broken = await WebServer.StartAsync(async context =>
        {
            context.Response.ContentLength = 100;
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });

        var late = await Step.RunAsync(home, "http.call", new { url = silent.Url }, TimeSpan.FromMilliseconds(200));
        var half = await Step.RunAsync(home, "http.call", new { url = broken.Url });

        Assert.Equal((ErrorCodes.StepTimedOut, ErrorCategory.Timeout), (late.Code, late.Category));
        Assert.Equal((ErrorCodes.HttpCallFailed, ErrorCategory.Transient), (half.Code, half.Category));
    }

    [Fact]
    public async Task A_host_that_takes_no_connection_is_a_failure_worth_another_attempt()
    {
        using var home = new TestHome(Settings);
        using var http = new HttpClient(new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromMilliseconds(50),
            ConnectCallback = async (_, stops) =>
            {
                await Task.Delay(Timeout.Infinite, stops);
                return Stream.Null;
            },
        });
        var sender = new HttpCallSender(http, home.Get<SecretStore>(), TimeProvider.System);
        var request = new HttpCallRequest(HttpMethod.Get, new Uri("http://a.test/"), new Dictionary<string, string>(), Body: null)
        {
            MaxBytes = 1, TimeLimit = TimeSpan.FromMinutes(1),
        };

        var error = await Assert.ThrowsAsync<SlipwayException>(() => sender.SendAsync(request, CancellationToken.None));

        Assert.Equal((ErrorCodes.HttpCallFailed, ErrorCategory.Transient), (error.Code, error.Category));
        Assert.Contains("http://a.test/ took no connection in time", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_wrong_with_a_config_is_said_before_it_runs()
    {
        using var home = new TestHome(Settings);
        IReadOnlyList<string> Said(object config) => Step.Problems(home, "http.call", config);

        Assert.Empty(Said(new { url = "https://a.test/${{ workflow.id }}", headers = new { Authorization = "Bearer secret:SHOP" } }));
        Assert.Contains("There is no 'methd' here. Did you mean 'method'?", Said(new { url = "https://a.test", methd = "GET" })[0]);
        Assert.Contains("Did you mean 'POST'?", Said(new { url = "https://a.test", method = "PSOT" })[0]);
        Assert.Contains("http or https", Said(new { url = "ftp://a.test" })[0]);
        Assert.Contains("a user or a password", Said(new { url = "https://me:pass@a.test" })[0]);
        Assert.Contains("set by the connection", Said(new { url = "https://a.test", headers = new { Host = "b.test" } })[0]);
        Assert.Contains(
            "Did you mean 'secret:SHOP'?", Said(new { url = "https://a.test", headers = new { Authorization = "secret:SHUP" } })[0]);
        Assert.Contains(
            "steps[0].config.headers.authorization: It holds what looks like a credential",
            Said(new { url = "https://a.test", headers = new { Authorization = "Bearer 0123456789abcdef0123" } })[0]);

        using var none = new TestHome();
        var config = new { url = "https://a.test", headers = new { Authorization = "secret:SHOP" } };
        Assert.Empty(Step.Problems(none, "http.call", config));
        Assert.Equal(ErrorCodes.SecretRefused, Step.Find(none, "http.call").Missing(Step.Context(config).Config)?.Code);
    }
}
