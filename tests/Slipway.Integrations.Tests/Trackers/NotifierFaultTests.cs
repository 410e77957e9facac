using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Integrations.Http;
using Slipway.Integrations.Tests.Steps;
using Slipway.Integrations.Trackers;

namespace Slipway.Integrations.Tests.Trackers;

/// <summary>A chat, or a receiver, that does not answer as it should. Only its status counts; what it says nobody reads.</summary>
public sealed class NotifierFaultTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<Func<HttpContext, Task>> _faults = new();
    private WebServer _target = null!;

    public async Task InitializeAsync() => _target = await WebServer.StartAsync(
        context => _faults.TryDequeue(out var fault) ? fault(context) : Task.CompletedTask);

    public async Task DisposeAsync() => await _target.DisposeAsync();

    [Theory]
    [InlineData("Http", "reset", ErrorCategory.Timeout)]
    [InlineData("Slack", "reset", ErrorCategory.Timeout)]
    [InlineData("Teams", "reset", ErrorCategory.Timeout)]
    [InlineData("Http", "500", ErrorCategory.Transient)]
    [InlineData("Slack", "502", ErrorCategory.Transient)]
    [InlineData("Teams", "503", ErrorCategory.Transient)]
    public async Task What_may_not_have_come_is_sent_again_under_the_same_id(string kind, string fault, ErrorCategory category)
    {
        _faults.Enqueue(Faults.Answer(fault));

        var failed = await Assert.ThrowsAsync<SlipwayException>(() => SendAsync(kind));
        await SendAsync(kind);

        Assert.Equal((ErrorCodes.NotificationFailed, category), (failed.Code, failed.Category));
        Assert.DoesNotContain("hook-canary", failed.ToString(), StringComparison.Ordinal);
        Assert.Equal(["wf-1/notify", "wf-1/notify"], _target.Requests.Select(request => request.Headers["X-Slipway-Id"]));
    }

    [Theory]
    [InlineData("invalid")]
    [InlineData("html")]
    [InlineData("charset")]
    [InlineData("stall")]
    public async Task What_was_taken_is_not_sent_again_whatever_the_answer_says(string fault)
    {
        _faults.Enqueue(Faults.Answer(fault));

        await SendAsync("Slack");

        Assert.Single(_target.Requests);
    }

    [Fact]
    public async Task A_target_that_does_not_answer_is_given_up()
    {
        _faults.Enqueue(context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted)
            .ContinueWith(_ => { }, TaskScheduler.Default));

        var failed = await Assert.ThrowsAsync<SlipwayException>(() => SendAsync("Http", TimeSpan.FromSeconds(1)));

        Assert.Equal(ErrorCategory.Timeout, failed.Category);
        Assert.Contains("did not answer within 1 s", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_that_is_not_there_has_taken_nothing()
    {
        await _target.DisposeAsync();

        var failed = await Assert.ThrowsAsync<SlipwayException>(() => SendAsync("Http"));

        Assert.Equal(ErrorCategory.Transient, failed.Category);
        Assert.Contains("cannot be reached", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Wed, 21 Oct 2015 07:28:00 GMT", 0)]
    [InlineData("0", 0)]
    [InlineData("17", 17)]
    public async Task A_target_whose_clock_is_wrong_is_asked_again_no_earlier_than_now(string retryAfter, int seconds)
    {
        _faults.Enqueue(context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = retryAfter;
            return Task.CompletedTask;
        });
        var now = TimeProvider.System.GetUtcNow();

        var failed = await Assert.ThrowsAsync<SlipwayException>(() => SendAsync("Http"));

        Assert.InRange(failed.RetryAt!.Value, now.AddSeconds(seconds), TimeProvider.System.GetUtcNow().AddSeconds(seconds));
    }

    private async Task SendAsync(string kind, TimeSpan? timeLimit = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Slipway:Notifiers:team:Kind"] = kind, ["Slipway:Notifiers:team:UrlSetting"] = "TeamUrl",
            ["TeamUrl"] = $"{_target.Url}/hook-canary",
        }).Build();
        using var http = new HttpClient(OutboundHandler.Create(new OutboundOptions { AllowPrivate = true }))
        {
            Timeout = timeLimit ?? TimeSpan.FromSeconds(30),
        };
        await new WebhookNotifier(http, configuration, TimeProvider.System)
            .SendAsync(new Notification("wf-1/notify", "team", "Done."), CancellationToken.None);
    }
}
