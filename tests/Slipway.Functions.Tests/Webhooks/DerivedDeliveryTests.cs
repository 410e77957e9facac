using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Functions.Tests.Api;
using Slipway.Functions.Webhooks;

namespace Slipway.Functions.Tests.Webhooks;

/// <summary>Deliveries that the examples lack, derived from them by the fields that GitHub's description of its webhooks names.</summary>
public sealed class DerivedDeliveryTests
{
    private const string Sha = DerivedDelivery.Sha;

    private readonly ApiScene _scene = new();

    public DerivedDeliveryTests()
    {
        _scene.AsksGitHub();
        _scene.Has(ApiScene.Snapshot(WorkflowState.Validating, step: LifecycleStep.ApproveMerge));
    }

    [Fact]
    public async Task A_merged_pull_request_is_told_as_merged_not_as_closed()
    {
        await _scene.DeliverAsync("pull_request", DerivedDelivery.Merged());

        Assert.Equal((SignalKind.PullRequest, "merged"), (Assert.Single(_scene.Signals).Kind, _scene.Signals[0].Action));
    }

    [Theory]
    [InlineData("approved", SignalKind.Approve)]
    [InlineData("changes_requested", SignalKind.Reject)]
    public async Task A_review_that_decides_is_a_decision(string state, SignalKind kind)
    {
        await _scene.DeliverAsync("pull_request_review", DerivedDelivery.Review(state));

        var signal = Assert.Single(_scene.Signals);
        Assert.Equal(kind, signal.Kind);
        Assert.Equal(kind == SignalKind.Reject, signal.Reason?.EndsWith("Please name it better.", StringComparison.Ordinal) == true);
    }

    [Theory]
    [InlineData(true, "ignored")]
    [InlineData(false, "handled")]
    public async Task The_end_of_our_own_check_suite_says_nothing(bool isOwn, string outcome)
    {
        var body = Delivery.Of("check_suite", "completed");
        body["check_suite"]!["head_branch"] = $"slipway/{Some.Id}";
        _scene.GitHub.AppId = body["check_suite"]!["app"]!["id"]!.GetValue<long>() + (isOwn ? 0 : 1);

        var answer = await _scene.DeliverAsync("check_suite", body);

        Assert.Equal((outcome, isOwn ? 0 : 1), (answer.String("outcome"), _scene.Signals.Count));
    }

    [Fact]
    public async Task A_bots_approval_decides_nothing()
    {
        var body = DerivedDelivery.ByBot(DerivedDelivery.Review("approved"));

        Assert.Equal("ignored", (await _scene.DeliverAsync("pull_request_review", body)).String("outcome"));
        Assert.Empty(_scene.Signals);
    }

    [Theory]
    [InlineData("/approve", SignalKind.Approve, null)]
    [InlineData("Looks good.\n\n/approve ship it", SignalKind.Approve, "ship it")]
    [InlineData("/reject not like this", SignalKind.Reject, "not like this")]
    [InlineData("/pause", SignalKind.Pause, null)]
    [InlineData("/abort\r\n", SignalKind.Cancel, null)]
    public async Task A_command_on_its_pull_request_is_told_to_the_workflow(string comment, SignalKind kind, string? reason)
    {
        await OpenAsync();

        var answer = await _scene.DeliverAsync("issue_comment", DerivedDelivery.Comment(comment), "delivery-2");

        Assert.Equal("handled", answer.String("outcome"));
        Assert.Equal((kind, reason, "delivery-2"), (_scene.Signals[^1].Kind, _scene.Signals[^1].Reason, _scene.Signals[^1].DeliveryId));
    }

    [Theory]
    [InlineData("/retry", Decision.Retry)]
    [InlineData("/skip the linter is wrong", Decision.Skip)]
    public async Task A_command_decides_about_a_failed_workflow(string comment, Decision decision)
    {
        await OpenAsync();
        _scene.Has(ApiScene.Snapshot(WorkflowState.Failed, ExecutionStatus.Failed));

        await _scene.DeliverAsync("issue_comment", DerivedDelivery.Comment(comment), "delivery-2");

        Assert.Equal((SignalKind.Decide, decision), (_scene.Signals[^1].Kind, _scene.Signals[^1].Decision));
    }

    [Fact]
    public async Task A_command_that_ends_a_pause_is_told_to_a_paused_workflow()
    {
        await OpenAsync();
        _scene.Has(ApiScene.Snapshot(WorkflowState.Validating, ExecutionStatus.Paused));

        await _scene.DeliverAsync("issue_comment", DerivedDelivery.Comment("/resume"), "delivery-2");

        Assert.Equal(SignalKind.Resume, _scene.Signals[^1].Kind);
    }

    [Theory]
    [InlineData("> /approve")]
    [InlineData("```\n/approve\n```")]
    [InlineData("    /approve")]
    [InlineData("Try /approve")]
    [InlineData("/approved")]
    [InlineData("<!-- slipway:wf-1 -->\n/approve")]
    [InlineData("/")]
    [InlineData("")]
    public async Task What_only_looks_like_a_command_is_none(string comment)
    {
        await OpenAsync();

        var answer = await _scene.DeliverAsync("issue_comment", DerivedDelivery.Comment(comment), "delivery-2");

        Assert.Equal("ignored", answer.String("outcome"));
        Assert.Single(_scene.Signals);
    }

    [Fact]
    public async Task A_bots_comment_and_our_own_accounts_are_no_commands()
    {
        await OpenAsync();
        _scene.Options.GitHubLogin = "slipway-acme";
        var own = DerivedDelivery.Comment("/approve");
        own["sender"]!["login"] = "Slipway-Acme";

        var ofBot = DerivedDelivery.ByBot(DerivedDelivery.Comment("/approve"));
        Assert.Equal("ignored", (await _scene.DeliverAsync("issue_comment", ofBot, "d2")).String("outcome"));
        Assert.Equal("ignored", (await _scene.DeliverAsync("issue_comment", own, "d3")).String("outcome"));
        Assert.Single(_scene.Signals);
    }

    [Fact]
    public async Task A_command_on_an_issue_says_where_it_belongs()
    {
        var body = Delivery.Of("issue_comment", "created");
        body["comment"]!["body"] = "/approve";

        Assert.Contains("pull request", (await _scene.DeliverAsync("issue_comment", body)).String("reason"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pull_request_that_links_to_an_agents_run_is_noted_for_who_waits_for_it()
    {
        var body = DerivedDelivery.Opened();
        body["pull_request"]!["head"]!["ref"] = "codegen/add-it";
        body["pull_request"]!["body"] = "[View my work](https://codegen.com/agent/trace/4711)";

        var answer = await _scene.DeliverAsync("pull_request", body);

        Assert.Equal("It is noted as the pull request of the agent's run 4711.", answer.String("reason"));
        var found = await RemoteRun.FindAsync(_scene.Client.Object, "4711", default);
        Assert.Equal("codegen/add-it", found!.Branch);
        Assert.Null(await RemoteRun.FindAsync(_scene.Client.Object, "471", default));
    }

    [Fact]
    public async Task A_failed_check_that_names_no_branch_and_no_pull_request_is_found_by_its_commit()
    {
        await OpenAsync();

        var answer = await _scene.DeliverAsync("check_run", DerivedDelivery.ForkCheck(), "delivery-2");

        Assert.Equal("handled", answer.String("outcome"));
        Assert.Equal((SignalKind.Check, "failure", Sha), (_scene.Signals[^1].Kind, _scene.Signals[^1].Action, _scene.Signals[^1].HeadSha));
    }

    [Fact]
    public async Task A_failed_check_of_a_commit_that_no_workflow_made_is_ignored() =>
        Assert.Contains(
            "No workflow is known", (await _scene.DeliverAsync("check_run", DerivedDelivery.ForkCheck())).String("reason"),
            StringComparison.Ordinal);

    [Fact]
    public async Task A_push_to_the_workflows_branch_tells_of_its_new_head()
    {
        await _scene.DeliverAsync("push", DerivedDelivery.Push());

        var signal = Assert.Single(_scene.Signals);
        Assert.Equal((SignalKind.Push, "updated", Sha), (signal.Kind, signal.Action, signal.HeadSha));
    }

    [Fact]
    public async Task A_run_of_actions_that_is_still_going_is_ignored()
    {
        Assert.Equal("ignored", (await _scene.DeliverAsync("workflow_run", DerivedDelivery.RunInProgress())).String("outcome"));
    }

    [Fact]
    public async Task Our_button_at_a_check_decides_about_a_failed_workflow()
    {
        _scene.Has(ApiScene.Snapshot(WorkflowState.Failed, ExecutionStatus.Failed));
        await _scene.DeliverAsync("check_run", DerivedDelivery.Button("retry"));

        Assert.Equal((SignalKind.Decide, Decision.Retry), (Assert.Single(_scene.Signals).Kind, _scene.Signals[0].Decision));
    }

    private Task<ApiAnswer> OpenAsync() => _scene.DeliverAsync("pull_request", DerivedDelivery.Opened(), "d1");
}
