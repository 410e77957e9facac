using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Moq;
using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Functions.Tests.Api;
using Slipway.Functions.Webhooks;
using Slipway.LocalHost.Testing;

namespace Slipway.Functions.Tests.Webhooks;

/// <summary>GitHub has its answer within a second, however slow what is behind it is.</summary>
public sealed class DeliveryIntakeTests
{
    private readonly VirtualClock _time = new();
    private readonly ApiScene _scene = new();
    private TaskCompletionSource _asked = new();

    public DeliveryIntakeTests()
    {
        _scene.Time = _time;
        _scene.AsksGitHub();
        _scene.Has(ApiScene.Snapshot(WorkflowState.Validating, step: LifecycleStep.ApproveMerge));
    }

    [Fact]
    public async Task A_delivery_that_a_slow_task_hub_keeps_waiting_is_kept_and_worked_on_after_its_answer()
    {
        HubIsStuck();

        var answer = await DeliverAsync();

        Assert.Equal((202, "taken"), (answer.Status, answer.String("outcome")));
        var (name, _, input) = Assert.Single(_scene.Scheduled);
        var taken = Assert.IsType<TakenDelivery>(input);
        Assert.Equal((nameof(TakeDelivery), "delivery-1"), (name, taken.Id));

        HubIsBack();
        var webhook = new RouteDelivery(_scene.Router);
        var first = await webhook.RunAsync(taken, _scene.Client.Object, default);
        await webhook.RunAsync(taken, _scene.Client.Object, default);

        Assert.StartsWith("handled: ", first, StringComparison.Ordinal);
        Assert.All(_scene.Signals, signal => Assert.Equal((SignalKind.PullRequest, "opened", "delivery-1"),
            (signal.Kind, signal.Action, signal.DeliveryId)));
    }

    [Fact]
    public async Task A_delivery_that_cannot_even_be_kept_is_not_taken()
    {
        HubIsStuck();
        var keeping = new TaskCompletionSource();
        _scene.Client.Setup(client => client.ScheduleNewOrchestrationInstanceAsync(
                It.IsAny<TaskName>(), It.IsAny<object?>(), It.IsAny<StartOrchestrationOptions?>(), It.IsAny<CancellationToken>()))
            .Returns(() =>
            {
                keeping.SetResult();
                return new TaskCompletionSource<string>().Task;
            });

        var answer = DeliverAsync();
        await keeping.Task;
        _time.Advance(TimeSpan.FromSeconds(DeliveryIntake.TakingPart));

        Assert.Equal((503, ErrorCodes.StorageFailed), ((await answer).Status, (await answer).Code));
        Assert.True(DeliveryIntake.RoutingPart + DeliveryIntake.TakingPart < 1);
    }

    [Fact]
    public async Task A_task_hub_that_holds_the_thread_that_asks_it_does_not_hold_the_answer()
    {
        using var answered = new ManualResetEventSlim();
        _scene.Client.Setup(client => client.GetInstanceAsync(It.IsAny<string>(), true, It.IsAny<CancellationToken>()))
            .Returns(() =>
            {
                _asked.TrySetResult();
                answered.Wait(TimeSpan.FromMinutes(5));
                return Task.FromResult<OrchestrationMetadata?>(null);
            });

        var answer = await DeliverAsync();
        answered.Set();

        Assert.Equal((202, "taken"), (answer.Status, answer.String("outcome")));
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Running, 1)]
    [InlineData(OrchestrationRuntimeStatus.Completed, 2)]
    [InlineData(OrchestrationRuntimeStatus.Failed, 2)]
    public async Task A_delivery_that_comes_again_is_kept_again_unless_it_is_being_worked_on(OrchestrationRuntimeStatus first, int kept)
    {
        HubIsStuck();
        await DeliverAsync();
        var name = Assert.Single(_scene.Scheduled).Id;
        _scene.Has(ApiScene.Metadata(name, Some.Request(), first));

        var again = await DeliverAsync();

        Assert.Equal((202, "taken"), (again.Status, again.String("outcome")));
        Assert.Equal(new[] { name, $"{name}-2" }.Take(kept), _scene.Scheduled.Select(each => each.Id));
    }

    [Fact]
    public void What_a_delivery_means_is_the_same_when_it_has_been_kept_without_what_looks_like_a_credential()
    {
        var delivery = new GitHubDelivery
        {
            Signal = new WorkflowSignal { Kind = SignalKind.Review, Reason = "Use ghp_0123456789abcdefghijklmnopqrstuvwxyz." },
            Person = new GitHubPerson("ada", "acme/shop", IsSaidToBelong: true),
            Branches = ["slipway/x"],
            Trigger = new Functions.Webhooks.Rules.RuleTrigger(
                Functions.Webhooks.Rules.TriggerKind.ReviewComment, "acme/shop", "", new Dictionary<string, string> { ["sender"] = "ada" }),
        };

        var kept = TakenDelivery.Of("1", delivery).Read();

        Assert.Equal("Use [redacted].", kept.Signal!.Reason);
        Assert.Equal((delivery.Person, SignalKind.Review), (kept.Person, kept.Signal.Kind));
        Assert.Equal(("ada", delivery.Trigger.Kind), (kept.Trigger!.Facts["sender"], kept.Trigger.Kind));
        Assert.Equal(delivery.Branches, kept.Branches);
    }

    private async Task<ApiAnswer> DeliverAsync()
    {
        _asked = new();
        var answer = _scene.DeliverAsync("pull_request", DerivedDelivery.Opened());
        await _asked.Task;
        _time.Advance(TimeSpan.FromSeconds(DeliveryIntake.RoutingPart));
        return await answer;
    }

    /// <summary>It does not answer, and does not hear that it is given up.</summary>
    private void HubIsStuck() => _scene.Client
        .Setup(client => client.GetInstanceAsync(It.IsAny<string>(), true, It.IsAny<CancellationToken>()))
        .Returns(() =>
        {
            _asked.TrySetResult();
            return new TaskCompletionSource<OrchestrationMetadata?>().Task;
        });

    private void HubIsBack() => _scene.Client
        .Setup(client => client.GetInstanceAsync(It.IsAny<string>(), true, It.IsAny<CancellationToken>()))
        .ReturnsAsync((string id, bool _, CancellationToken _) => _scene.Instances.GetValueOrDefault(id));
}
