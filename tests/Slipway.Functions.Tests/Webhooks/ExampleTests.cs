using System.Text.RegularExpressions;
using Slipway.Core.Lifecycle;
using Slipway.Functions.Tests.Api;

namespace Slipway.Functions.Tests.Webhooks;

/// <summary>Every example that GitHub's SDK has of a delivery, through the endpoint.</summary>
public sealed partial class ExampleTests
{
    private const string Told = """
        check_run completed: check failure
        check_run completed: check success
        check_suite completed: check success
        pull_request closed: pullrequest closed
        pull_request converted_to_draft: pullrequest converted_to_draft
        pull_request opened: pullrequest opened
        pull_request ready_for_review: pullrequest ready_for_review
        pull_request reopened: pullrequest reopened
        pull_request synchronize: pullrequest synchronize
        pull_request_review dismissed: review dismissed
        pull_request_review submitted: review commented
        pull_request_review_comment created: review review_comment
        push: push created
        status: check success
        workflow_run completed: check success
        """;

    public static TheoryData<string, int> All()
    {
        var all = new TheoryData<string, int>();
        foreach (var (name, index) in Delivery.All())
        {
            all.Add(name, index);
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Every_example_is_accepted_with_a_reason(string eventName, int index)
    {
        var scene = new ApiScene();

        var answer = await scene.DeliverAsync(eventName, Delivery.Example(eventName, index).GetRawText());

        Assert.Equal(202, answer.Status);
        Assert.Equal(eventName == "ping" ? "handled" : "ignored", answer.String("outcome"));
        Assert.EndsWith(".", answer.String("reason"), StringComparison.Ordinal);
        Assert.DoesNotContain("does not know", answer.String("reason"), StringComparison.Ordinal);
        Assert.Empty(scene.Signals);
    }

    [Fact]
    public async Task On_a_workflows_branch_the_examples_tell_it_what_happened_to_its_pull_request_and_checks()
    {
        var told = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (name, index) in Delivery.All())
        {
            var scene = new ApiScene();
            scene.AsksGitHub();
            scene.Has(ApiScene.Snapshot(WorkflowState.Validating, step: LifecycleStep.ApproveMerge));
            var example = Delivery.Example(name, index);

            await scene.DeliverAsync(name, Branch().Replace(example.GetRawText(), $"\"${{prefix}}slipway/{Some.Id}\""));

            if (scene.Signals is [var signal])
            {
                var action = example.TryGetProperty("action", out var given) ? " " + given.GetString() : "";
                told.Add($"{name}{action}: {signal.Kind.ToString().ToLowerInvariant()} {signal.Action}");
                Assert.Equal("delivery-1", signal.DeliveryId);
                Assert.NotEmpty(signal.Actor);
            }
        }

        Assert.Equal(Told.ReplaceLineEndings("\n"), string.Join('\n', told));
    }

    [Fact]
    public void The_examples_are_all_there() =>
        Assert.Equal((58, 329), (Delivery.All().Select(example => example.Event).Distinct().Count(), Delivery.All().Count()));

    [GeneratedRegex(
        "\"(?<prefix>refs/heads/|)(changes|master|main)\"",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Branch();
}
