using System.Text.Json.Nodes;
using Moq;
using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Functions.Api;
using Slipway.Functions.Entities;
using Slipway.Functions.Tests.Api;
using Slipway.Functions.Webhooks;
using Slipway.LocalHost.Testing;

namespace Slipway.Functions.Tests.Webhooks;

/// <summary>Whose word counts: GitHub is asked, whatever the delivery says of its sender.</summary>
public sealed class DeliveryPermissionTests
{
    private readonly ApiScene _scene = new();

    public DeliveryPermissionTests()
    {
        _scene.AsksGitHub();
        _scene.Has(ApiScene.Snapshot(WorkflowState.Validating, step: LifecycleStep.ApproveMerge));
    }

    public static TheoryData<string> WhatDecides => new(["approve", "reject", "abort", "approved", "changes_requested", "review comment"]);

    [Theory]
    [MemberData(nameof(WhatDecides))]
    public async Task Somebody_who_may_write_is_heard_whatever_GitHub_calls_them(string what) =>
        Assert.Equal("handled", (await DeliverAsync(what, "octocat", "NONE")).String("outcome"));

    [Theory]
    [MemberData(nameof(WhatDecides))]
    public async Task A_member_who_may_only_read_is_not_heard(string what)
    {
        var answer = await DeliverAsync(what, "eve", "MEMBER");

        Assert.Equal(("ignored", "eve may not write to Codertocat/Hello-World."), (answer.String("outcome"), answer.String("reason")));
        Assert.DoesNotContain(_scene.Signals, signal => signal.Actor == "eve");
    }

    [Theory]
    [MemberData(nameof(WhatDecides))]
    public async Task When_GitHub_cannot_be_asked_the_answer_is_no_and_says_why(string what)
    {
        _scene.Access.Setup(access => access.MayWriteAsync(It.IsAny<string>(), "octocat", It.IsAny<CancellationToken>()))
            .ThrowsAsync(new SlipwayException(ErrorCodes.GitHubRefused, "GitHub answered 401.", ErrorCategory.Permission));

        var answer = await DeliverAsync(what, "octocat", "OWNER");

        Assert.Equal("ignored", answer.String("outcome"));
        Assert.Equal(
            "GitHub could not be asked whether octocat may write to Codertocat/Hello-World: GitHub answered 401.", answer.String("reason"));
        Assert.DoesNotContain(_scene.Signals, signal => signal.Actor == "octocat");
    }

    [Theory]
    [MemberData(nameof(WhatDecides))]
    public async Task When_GitHub_is_down_it_is_asked_again_before_anybody_is_told(string what)
    {
        _scene.Access.Setup(access => access.MayWriteAsync(It.IsAny<string>(), "octocat", It.IsAny<CancellationToken>()))
            .ThrowsAsync(new SlipwayException(ErrorCodes.GitHubRefused, "GitHub answered 500.", ErrorCategory.Transient));

        var answer = await DeliverAsync(what, "octocat", "OWNER");
        await DeliverAsync(what, "octocat", "OWNER");

        Assert.Equal("handled", answer.String("outcome"));
        var (name, _, input) = Assert.Single(_scene.Scheduled);
        var later = Assert.IsType<TellWhenAllowedInput>(input);
        Assert.Equal((nameof(TellWhenAllowed), Some.Id, "octocat"), (name, later.WorkflowId, later.Login));
        Assert.DoesNotContain(_scene.Signals, signal => signal.Actor == "octocat");
    }

    [Fact]
    public async Task One_that_came_again_is_tried_again_once_the_try_before_has_ended()
    {
        _scene.Access.Setup(access => access.MayWriteAsync(It.IsAny<string>(), "octocat", It.IsAny<CancellationToken>()))
            .ThrowsAsync(new SlipwayException(ErrorCodes.GitHubRefused, "GitHub answered 500.", ErrorCategory.Transient));

        await DeliverAsync("approved", "octocat", "OWNER");
        var (name, first, input) = _scene.Scheduled[0];
        _scene.Has(ApiScene.Metadata(first, Some.Request(), Microsoft.DurableTask.Client.OrchestrationRuntimeStatus.Failed));
        var again = await DeliverAsync("approved", "octocat", "OWNER");
        await DeliverAsync("approved", "octocat", "OWNER");

        Assert.Equal("handled", again.String("outcome"));
        Assert.Equal([(name, first, input), (name, $"{first}-2", input)], _scene.Scheduled);
    }

    [Fact]
    public async Task What_a_review_says_is_kept_without_credentials()
    {
        const string Token = "ghp_0123456789abcdefghijklmnopqrstuvwxyz";
        _scene.Access.Setup(access => access.MayWriteAsync(It.IsAny<string>(), "octocat", It.IsAny<CancellationToken>()))
            .ThrowsAsync(new SlipwayException(ErrorCodes.GitHubRefused, "GitHub answered 500.", ErrorCategory.Transient));
        var review = DerivedDelivery.Review("changes_requested");
        review["review"]!["body"] = $"Remove {Token} from it.";
        review["sender"]!["login"] = "octocat";

        await _scene.DeliverAsync("pull_request_review", review);

        var kept = Assert.IsType<TellWhenAllowedInput>(Assert.Single(_scene.Scheduled).Input).Signal.Reason;
        Assert.StartsWith("Changes were requested in a review: Remove ", kept, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, kept, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Asked_again_only_who_may_write_is_heard(bool mayWrite)
    {
        _scene.Access.Setup(access => access.MayWriteAsync("acme/shop", "octocat", It.IsAny<CancellationToken>())).ReturnsAsync(mayWrite);
        var signal = new WorkflowSignal { Kind = SignalKind.Approve, Actor = "octocat" };

        var said = await new TellForWriter(_scene.Access.Object, new WorkflowControl(), new DurableUsage())
            .RunAsync(new TellWhenAllowedInput(Some.Id, signal, "acme/shop", "octocat"), _scene.Client.Object, default);

        Assert.Equal(mayWrite, _scene.Signals.Count == 1);
        Assert.Contains(mayWrite ? "was told" : "may not write", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_credentials_nobody_can_be_asked_about()
    {
        _scene.Access.SetupGet(access => access.IsConfigured).Returns(false);

        var answer = await DeliverAsync("approved", "octocat", "OWNER");

        Assert.Equal("ignored", answer.String("outcome"));
        Assert.Contains("Slipway:GitHub:TokenName", answer.String("reason"), StringComparison.Ordinal);
        Assert.DoesNotContain(_scene.Signals, signal => signal.Actor == "octocat");
    }

    [Fact]
    public async Task GitHub_gets_its_answer_within_a_second_also_when_it_gives_none()
    {
        var time = new VirtualClock();
        _scene.Time = time;
        var asked = new TaskCompletionSource();
        _scene.Access.Setup(access => access.MayWriteAsync(It.IsAny<string>(), "octocat", It.IsAny<CancellationToken>()))
            .Returns(async (string _, string _, CancellationToken token) =>
            {
                asked.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, time, token);
                return true;
            });

        var answer = DeliverAsync("approved", "octocat", "OWNER");
        await asked.Task;
        time.Advance(DeliveryPermissions.TimeLimit);

        Assert.Contains(
            "is told when GitHub has said that octocat may write", (await answer).String("reason"), StringComparison.Ordinal);
        Assert.DoesNotContain(_scene.Signals, signal => signal.Actor == "octocat");
    }

    [Theory]
    [InlineData("approve")]
    [InlineData("approved")]
    public async Task Whoever_had_it_started_cannot_approve_it(string what)
    {
        var request = Some.Request() with { Actor = "Octocat" };
        _scene.Has(ApiScene.Metadata(
            Some.Id, request, Microsoft.DurableTask.Client.OrchestrationRuntimeStatus.Running,
            ApiScene.Snapshot(WorkflowState.Validating, step: LifecycleStep.ApproveMerge)));

        Assert.Contains(
            "somebody else has to approve it", (await DeliverAsync(what, "octocat", "OWNER")).String("reason"), StringComparison.Ordinal);
        Assert.Equal("handled", (await DeliverAsync("reject", "octocat", "OWNER")).String("outcome"));
    }

    private async Task<ApiAnswer> DeliverAsync(string what, string login, string association)
    {
        await _scene.DeliverAsync("pull_request", DerivedDelivery.Opened(), $"opened-{what}");
        var (eventName, part, body) = what switch
        {
            "approved" or "changes_requested" => ("pull_request_review", "review", DerivedDelivery.Review(what)),
            "review comment" => ("pull_request_review_comment", "comment", ReviewComment()),
            _ => ("issue_comment", "comment", DerivedDelivery.Comment($"/{what}")),
        };
        body[part]!["author_association"] = association;
        body["sender"]!["login"] = login;
        return await _scene.DeliverAsync(eventName, body, $"{what}-{login}");
    }

    private static JsonNode ReviewComment()
    {
        var body = Delivery.Of("pull_request_review_comment", "created");
        body["pull_request"]!["head"]!["ref"] = $"slipway/{Some.Id}";
        return body;
    }
}
