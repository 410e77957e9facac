using System.Text;
using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Security;
using Slipway.Functions.Tests.Api;

namespace Slipway.Functions.Tests.Webhooks;

public sealed class GitHubWebhookTests
{
    private const string OwnPayload = $$"""{"slipway":"{{Some.Id}}/deploy","attempt":1}""";

    private readonly ApiScene _scene = new();

    public GitHubWebhookTests() => _scene.AsksGitHub();

    [Fact]
    public async Task GitHubs_own_example_has_the_right_signature_and_is_read_only_then()
    {
        const string Signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

        Assert.Equal(400, (await DeliverAsync("ping", "Hello, World!", Signature)).Status);
        Assert.Equal(401, (await DeliverAsync("ping", "Hello, World?", Signature)).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sha256=")]
    [InlineData("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e18")]
    [InlineData("sha1=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")]
    public async Task Without_the_right_signature_a_delivery_is_refused_unread(string? signature)
    {
        var answer = await DeliverAsync("ping", "{ no JSON", signature);

        Assert.Equal((401, ErrorCodes.SignatureRefused), (answer.Status, answer.Code));
        Assert.DoesNotContain(_scene.Options.WebhookSecret!, answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Without_a_secret_no_delivery_is_taken(string? secret)
    {
        _scene.Options.WebhookSecret = secret;

        Assert.Equal(401, (await DeliverAsync("ping", "{}", WebhookSignature.Sign("", "{}"u8))).Status);
    }

    [Theory]
    [InlineData("payload=%7B%7D")]
    [InlineData("""{"action":"\ud800"}""")]
    [InlineData("""{"action":"opened","pull_request":{"head":{"ref":"\udc00"}}}""")]
    public async Task A_delivery_that_is_no_JSON_is_refused(string body)
    {
        var answer = await DeliverAsync("pull_request", body);

        Assert.Equal((400, ErrorCodes.InvalidRequest), (answer.Status, answer.Code));
        Assert.Contains("application/json", answer.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public async Task A_delivery_that_does_not_say_what_happened_is_refused(string eventName)
    {
        var answer = await DeliverAsync(eventName, "{}");

        Assert.Equal((400, ErrorCodes.InvalidRequest), (answer.Status, answer.Code));
        Assert.Contains("X-GitHub-Event is missing", answer.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_delivery_that_is_too_large_is_refused(bool saysSo)
    {
        _scene.Request.Body = new MemoryStream(new byte[(25 * 1024 * 1024) + 1]);
        _scene.Request.ContentLength = saysSo ? _scene.Request.Body.Length : null;

        var answer = await _scene.AnswerAsync(scene => scene.Webhook.ReceiveAsync(scene.Request, scene.Client.Object));

        Assert.Equal(413, answer.Status);
    }

    [Theory]
    [InlineData("opened", false, "opened")]
    [InlineData("reopened", false, "reopened")]
    [InlineData("synchronize", false, "synchronize")]
    [InlineData("closed", false, "closed")]
    [InlineData("closed", true, "merged")]
    public async Task What_happens_to_a_pull_request_is_told_to_its_branchs_workflow(string action, bool merged, string told)
    {
        _scene.Has(ApiScene.Snapshot(WorkflowState.Validating));

        var answer = await DeliverAsync("pull_request", PullRequest(action, merged));

        Assert.Equal((202, "handled"), (answer.Status, answer.String("outcome")));
        Assert.Equal(
            new WorkflowSignal { Kind = SignalKind.PullRequest, Action = told, Actor = "octocat", DeliveryId = "delivery-1" },
            Assert.Single(_scene.Signals));
    }

    [Theory]
    [InlineData("success", OwnPayload, true)]
    [InlineData("failure", OwnPayload, true)]
    [InlineData("in_progress", OwnPayload, false)]
    [InlineData("success", "\"theirs\"", false)]
    [InlineData("success", """{"slipway":"nobody/step"}""", false)]
    public async Task How_a_deployment_went_is_told_to_the_workflow_that_made_it(string state, string payload, bool told)
    {
        _scene.Has(ApiScene.Snapshot(WorkflowState.Validating));

        var answer = await DeliverAsync("deployment_status", $$"""
            {"action":"created","deployment_status":{"state":"{{state}}"},"repository":{"full_name":"acme/shop"},
            "sender":{"login":"octocat","type":"User"},"deployment":{"sha":"abc","environment":"staging","payload":{{payload}} } }
            """);

        Assert.Equal(told ? "handled" : "ignored", answer.String("outcome"));
        Assert.Equal(told ? [(SignalKind.Check, state)] : [], _scene.Signals.Select(signal => (signal.Kind, signal.Action!)));
    }

    [Theory]
    [InlineData("approved", SignalKind.Approve)]
    [InlineData("APPROVED", SignalKind.Approve)]
    [InlineData("changes_requested", SignalKind.Reject)]
    public async Task A_review_approves_or_rejects(string state, SignalKind kind)
    {
        _scene.Has(ApiScene.Snapshot(WorkflowState.Validating, step: LifecycleStep.ApproveMerge));

        var answer = await DeliverAsync("pull_request_review", Review(state));

        Assert.Equal("handled", answer.String("outcome"));
        Assert.Equal((kind, "octocat"), (Assert.Single(_scene.Signals).Kind, _scene.Signals[0].Actor));
    }

    [Fact]
    public async Task A_branch_of_that_name_in_a_fork_belongs_to_no_workflow()
    {
        _scene.Has(ApiScene.Snapshot(WorkflowState.Validating));
        var body = $$"""
            {"action":"closed","repository":{"full_name":"acme/shop"},
             "pull_request":{"merged":true,"head":{"ref":"slipway/{{Some.Id}}","repo":{"full_name":"mallory/shop"} } } }
            """;

        Assert.Equal("ignored", (await DeliverAsync("pull_request", body)).String("outcome"));
        Assert.Empty(_scene.Signals);
    }

    [Theory]
    [InlineData("push", """{"ref":"refs/heads/main"}""")]
    [InlineData("pull_request", "null")]
    [InlineData("pull_request", "[]")]
    [InlineData("pull_request", """{"action":5}""")]
    [InlineData("pull_request", """{"action":"labeled"}""")]
    [InlineData("pull_request", """{"action":"opened"}""")]
    [InlineData("pull_request", """{"action":"opened","pull_request":{"head":{"ref":"main"}}}""")]
    [InlineData("pull_request", """{"action":"opened","pull_request":{"head":{"ref":"slipway/wf-ffffffffffffffffffff"}}}""")]
    [InlineData("pull_request_review", """{"action":"dismissed","review":{"state":"approved"}}""")]
    [InlineData("pull_request_review", """{"action":"submitted","review":{"state":"commented"}}""")]
    public async Task What_concerns_no_workflow_is_ignored_with_a_reason(string eventName, string body)
    {
        var answer = await DeliverAsync(eventName, body);

        Assert.Equal((202, "ignored"), (answer.Status, answer.String("outcome")));
        Assert.EndsWith(".", answer.String("reason"), StringComparison.Ordinal);
        Assert.Empty(_scene.Signals);
    }

    [Fact]
    public async Task What_the_workflow_cannot_use_now_is_ignored()
    {
        _scene.Has(ApiScene.Snapshot(WorkflowState.Coding));

        var answer = await DeliverAsync("pull_request_review", Review("approved"));

        Assert.Equal((202, "ignored"), (answer.Status, answer.String("outcome")));
        Assert.Contains("does not wait for an approval", answer.String("reason"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delivery_with_an_absurd_id_is_told_under_one_that_it_has_again_when_it_comes_again()
    {
        _scene.Has(ApiScene.Snapshot(WorkflowState.Validating));
        _scene.Header("X-GitHub-Delivery", new string('d', 101));

        await DeliverAsync("pull_request", PullRequest("opened", merged: false), delivery: null);
        await DeliverAsync("pull_request", PullRequest("opened", merged: false), delivery: null);
        await DeliverAsync("pull_request", PullRequest("closed", merged: false), delivery: null);

        var ids = _scene.Signals.Select(signal => signal.DeliveryId!).ToList();
        Assert.All(ids, id => Assert.StartsWith("sha256:", id, StringComparison.Ordinal));
        Assert.Equal((ids[0], 2), (ids[1], ids.Distinct().Count()));
    }

    private static string PullRequest(string action, bool merged) => $$"""
        {"action":"{{action}}","sender":{"login":"octocat"},"repository":{"full_name":"acme/shop"},
         "pull_request":{"merged":{{(merged ? "true" : "false")}},"head":{"ref":"slipway/{{Some.Id}}","repo":{"full_name":"acme/shop"} } } }
        """;

    private static string Review(string state) => $$"""
        {"action":"submitted","sender":{"login":"octocat"},"review":{"state":"{{state}}"},
         "repository":{"full_name":"acme/shop"},"pull_request":{"head":{"ref":"slipway/{{Some.Id}}"} } }
        """;

    private Task<ApiAnswer> DeliverAsync(string eventName, string body) =>
        DeliverAsync(eventName, body, WebhookSignature.Sign(_scene.Options.WebhookSecret!, Encoding.UTF8.GetBytes(body)));

    private Task<ApiAnswer> DeliverAsync(string eventName, string body, string? signature) =>
        SendAsync(eventName, body, signature, "delivery-1");

    private Task<ApiAnswer> DeliverAsync(string eventName, string body, object? delivery) =>
        SendAsync(eventName, body, WebhookSignature.Sign(_scene.Options.WebhookSecret!, Encoding.UTF8.GetBytes(body)), (string?)delivery);

    private Task<ApiAnswer> SendAsync(string eventName, string body, string? signature, string? delivery)
    {
        _scene.Body(body).Header("X-GitHub-Event", eventName);
        if (signature is not null)
        {
            _scene.Header("X-Hub-Signature-256", signature);
        }

        if (delivery is not null)
        {
            _scene.Header("X-GitHub-Delivery", delivery);
        }

        return _scene.AnswerAsync(scene => scene.Webhook.ReceiveAsync(scene.Request, scene.Client.Object));
    }
}
