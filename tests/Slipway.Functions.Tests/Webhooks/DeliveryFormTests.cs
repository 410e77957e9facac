using Slipway.Core;
using Slipway.Core.Lifecycle;
using Slipway.Core.Security;
using Slipway.Functions.Tests.Api;

namespace Slipway.Functions.Tests.Webhooks;

public sealed class DeliveryFormTests
{
    private readonly ApiScene _scene = new();

    [Fact]
    public async Task A_form_is_signed_as_it_comes_and_read_by_its_field()
    {
        _scene.Has(ApiScene.Snapshot(WorkflowState.Validating));
        var body = Delivery.Of("pull_request", "closed");
        body["pull_request"]!["head"]!["ref"] = $"slipway/{Some.Id}";
        _scene.Request.ContentType = "application/x-www-form-urlencoded; charset=utf-8";

        var answer = await _scene.DeliverAsync("pull_request", "payload=" + Uri.EscapeDataString(body.ToJsonString()));

        Assert.Equal("handled", answer.String("outcome"));
        Assert.Equal("closed", Assert.Single(_scene.Signals).Action);
    }

    [Theory]
    [InlineData("")]
    [InlineData("other=%7B%7D")]
    [InlineData("payload=%7B")]
    public async Task A_form_without_the_payload_is_refused(string body)
    {
        _scene.Request.ContentType = "application/x-www-form-urlencoded";

        var answer = await _scene.DeliverAsync("ping", body);

        Assert.Equal((400, ErrorCodes.InvalidRequest), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("old secret", 202)]
    [InlineData("older secret", 401)]
    [InlineData("", 401)]
    public async Task While_the_secret_is_replaced_both_are_taken_and_no_other(string secret, int status)
    {
        _scene.Options.PreviousWebhookSecret = "old secret";

        Assert.Equal(202, (await _scene.DeliverAsync("ping", "{}")).Status);
        Assert.Equal(status, (await _scene.DeliverAsync("ping", "{}", secret: secret)).Status);
    }

    [Fact]
    public async Task An_event_or_action_of_the_future_is_accepted_and_ignored()
    {
        var future = await _scene.DeliverAsync("quantum_merge", """{"action":"entangled"}""");
        var action = await _scene.DeliverAsync("pull_request", """{"action":"entangled"}""");

        Assert.Equal((202, "ignored"), (future.Status, future.String("outcome")));
        Assert.Contains(
            "does not know the event 'quantum_merge' with the action 'entangled'", future.String("reason"), StringComparison.Ordinal);
        Assert.Equal((202, "ignored"), (action.Status, action.String("outcome")));
    }

    [Fact]
    public void The_signature_of_a_large_body_is_checked_as_one() =>
        Assert.True(WebhookSignature.Verify("s", new byte[25 * 1024 * 1024], WebhookSignature.Sign("s", new byte[25 * 1024 * 1024])));
}
