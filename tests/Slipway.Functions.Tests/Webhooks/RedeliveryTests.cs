using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Functions.Tests.Api;
using Slipway.Functions.Webhooks.Redelivery;
using Slipway.LocalHost.Testing;
using Slipway.Tests.Folders;

namespace Slipway.Functions.Tests.Webhooks;

/// <summary>The real app on the embedded engine, in virtual time; only GitHub's memory of deliveries is the test's.</summary>
public sealed class RedeliveryTests : IDisposable
{
    private static readonly WebhookSource Source = new("repository", 7, "acme/shop");
    private static readonly EntityInstanceId Sweep = new(nameof(DeliverySweep), "repository-7");
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-sweep-").FullName;
    private readonly Mock<IWebhookDeliveries> _github = new();
    private readonly List<WebhookAttempt> _attempts = [];
    private readonly List<long> _redelivered = [];
    private readonly List<DateTimeOffset> _looks = [];

    public RedeliveryTests()
    {
        _github.SetupGet(github => github.Interval).Returns(Interval);
        _github.Setup(github => github.FindAsync(Source, It.IsAny<DateTimeOffset>(), It.IsAny<CancellationToken>()))
            .Callback<WebhookSource, DateTimeOffset, CancellationToken>((_, since, _) => _looks.Add(since))
            .ReturnsAsync((WebhookSource _, DateTimeOffset since, CancellationToken _) =>
                [.. _attempts.Where(attempt => attempt.At > since).OrderBy(attempt => attempt.At)]);
        _github.Setup(github => github.RedeliverAsync(Source, It.IsAny<long>(), It.IsAny<CancellationToken>()))
            .Callback<WebhookSource, long, CancellationToken>((_, id, _) => _redelivered.Add(id))
            .Returns(Task.CompletedTask);
    }

    [Fact]
    public async Task What_failed_is_sent_again_and_what_arrived_is_not()
    {
        await using var app = await StartAsync();
        await WakeAsync(app);
        Failed(app, 1, "lost");
        Failed(app, 2, "found");
        Arrived(app, 3, "found");
        Arrived(app, 4, "good");

        await app.AdvanceAsync(Interval * 1.5);
        Arrived(app, 5, "lost");
        await app.AdvanceAsync(Interval * 5);

        Assert.Equal([1], _redelivered);
        Assert.Equal(6, _looks.Count);
        Assert.True(_looks[1] > _looks[0]);
    }

    [Fact]
    public async Task One_that_fails_again_and_again_is_sent_five_times()
    {
        await using var app = await StartAsync();
        await WakeAsync(app);
        for (var attempt = 1; attempt <= 8; attempt++)
        {
            Failed(app, attempt, "hopeless");
            await app.AdvanceAsync(Interval);
        }

        Assert.Equal([1, 2, 3, 4, 5], _redelivered);
    }

    [Fact]
    public async Task Failures_that_happened_while_the_host_was_down_are_found_when_it_is_back()
    {
        await using var app = await StartAsync();
        await WakeAsync(app);
        await app.AdvanceAsync(Interval);
        Failed(app, 1, "lost");
        await app.CrashAsync();
        await app.AdvanceAsync(Interval);

        Assert.Equal([1], _redelivered);
    }

    [Fact]
    public async Task GitHub_may_be_down_for_long_without_anything_being_lost()
    {
        await using var app = await StartAsync();
        await WakeAsync(app);
        Failed(app, 1, "lost");
        var calls = 0;
        _github.Setup(github => github.FindAsync(Source, It.IsAny<DateTimeOffset>(), It.IsAny<CancellationToken>())).ReturnsAsync(() =>
            ++calls <= 6 ? throw new SlipwayException(ErrorCodes.GitHubUnavailable, "Down.", ErrorCategory.Transient) : [.. _attempts]);
        await app.AdvanceAsync(Interval * 6);
        Assert.Empty(_redelivered);
        await app.AdvanceAsync(Interval);

        Assert.Equal([1], _redelivered);
    }

    [Fact]
    public async Task A_rate_limit_is_waited_for_and_a_webhook_that_cannot_be_looked_at_is_given_up()
    {
        await using var app = await StartAsync();
        await WakeAsync(app);
        var calls = 0;
        _github.Setup(github => github.FindAsync(Source, It.IsAny<DateTimeOffset>(), It.IsAny<CancellationToken>())).Returns(() =>
            throw new SlipwayException(ErrorCodes.GitHubRateLimited, "Slow down.", ErrorCategory.RateLimited)
            {
                RetryAt = ++calls == 1 ? app.Clock.GetUtcNow() + TimeSpan.FromHours(1) : null,
            });
        await app.AdvanceAsync(TimeSpan.FromMinutes(69));
        Assert.Equal(1, calls);
        await app.AdvanceAsync(TimeSpan.FromDays(1));

        Assert.Equal(20, calls);
    }

    [Fact]
    public async Task A_delivery_says_which_webhook_it_came_from_and_wakes_its_sweep_once_an_hour()
    {
        var scene = new ApiScene();
        scene.Deliveries.SetupGet(github => github.Interval).Returns(Interval);
        scene.Header("X-GitHub-Hook-ID", "7").Header("X-GitHub-Hook-Installation-Target-Type", "repository");
        var ping = new { zen = "Speak like a human.", repository = new { full_name = "acme/shop" } };

        var webhook = scene.Webhook;
        for (var time = 0; time < 2; time++)
        {
            var body = System.Text.Json.JsonSerializer.Serialize(ping);
            scene.Header("X-GitHub-Event", "ping").Header("X-Hub-Signature-256", Core.Security.WebhookSignature.Sign(
                scene.Options.WebhookSecret!, System.Text.Encoding.UTF8.GetBytes(body)));
            await scene.Body(body).AnswerAsync(it => webhook.ReceiveAsync(it.Request, it.Client.Object));
        }

        scene.Entities.Verify(
            entities => entities.SignalEntityAsync(Sweep, nameof(DeliverySweep.Wake), Source, null, It.IsAny<CancellationToken>()),
            Times.Once);
    }

    [Fact]
    public async Task A_wake_that_failed_is_made_again_by_the_next_delivery()
    {
        var scene = new ApiScene();
        scene.Entities.SetupSequence(entities => entities.SignalEntityAsync(
                Sweep, nameof(DeliverySweep.Wake), Source, null, It.IsAny<CancellationToken>()))
            .ThrowsAsync(new TimeoutException())
            .Returns(Task.CompletedTask);
        var sweeps = new DeliverySweeps(_github.Object, TimeProvider.System);

        await Assert.ThrowsAsync<TimeoutException>(() => sweeps.WakeAsync(scene.Client.Object, Source));
        await sweeps.WakeAsync(scene.Client.Object, Source);
        await sweeps.WakeAsync(scene.Client.Object, Source);

        Assert.Equal(2, scene.Entities.Invocations.Count(call => call.Method.Name == "SignalEntityAsync"));
    }

    public void Dispose() => TestFolder.Delete(_folder);

    private Task<LocalHostFixture> StartAsync() => LocalHostFixture.StartAppAsync(
        args => SlipwayApplication.CreateBuilder([.. args, "--Slipway:DataDirectory", _folder]),
        new LocalHostFixtureOptions { ConfigureServices = services => services.AddSingleton(_github.Object) });

    private static async Task WakeAsync(LocalHostFixture app)
    {
        await app.Client.Entities.SignalEntityAsync(Sweep, nameof(DeliverySweep.Wake), Source);
        await app.RunUntilIdleAsync();
    }

    private void Failed(LocalHostFixture app, long id, string delivery) => Attempt(app, id, delivery, succeeded: false);

    private void Arrived(LocalHostFixture app, long id, string delivery) => Attempt(app, id, delivery, succeeded: true);

    private void Attempt(LocalHostFixture app, long id, string delivery, bool succeeded) =>
        _attempts.Add(new WebhookAttempt(id, delivery, app.Clock.GetUtcNow().AddSeconds(id), succeeded));
}
