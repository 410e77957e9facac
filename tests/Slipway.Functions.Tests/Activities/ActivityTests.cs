using System.Text.Json;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;
using Slipway.Functions.Entities;
using Slipway.Functions.Telemetry;

namespace Slipway.Functions.Tests.Activities;

public sealed class ActivityTests
{
    private readonly Mock<IWorkspaces> _workspaces = new();
    private readonly Mock<IGitPlatform> _platform = new();
    private readonly Mock<IQualityGate> _gate = new();

    [Fact]
    public async Task A_worktree_is_made_on_the_inspected_repository()
    {
        var repository = Some.Repository() with { BaseSha = "0123456789" };
        var begun = Some.Workspace() with { Repository = repository with { BaseSha = "9876543210" } };
        _workspaces.Setup(workspaces => workspaces.InspectAsync("/repos/shop", "main", It.IsAny<CancellationToken>()))
            .ReturnsAsync(repository);
        _workspaces.Setup(workspaces => workspaces.OpenAsync(Some.Id, repository, It.IsAny<CancellationToken>()))
            .ReturnsAsync(begun);

        var result = await PrepareAsync();

        Assert.Equal(begun, result.Value);
        Assert.Equal($"Branch slipway/{Some.Id} from main at 9876543.", result.Summary);
    }

    [Theory]
    [InlineData(ErrorCodes.RepositoryUnusable)]
    [InlineData(ErrorCodes.BaseBranchMissing)]
    [InlineData(ErrorCodes.RepositoryDirty)]
    public async Task A_repository_that_cannot_be_worked_on_is_an_error_that_says_why(string code)
    {
        _workspaces.Setup(workspaces => workspaces.InspectAsync(It.IsAny<string>(), It.IsAny<string?>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new SlipwayException(code, "This is wrong; that would be right."));

        var result = await PrepareAsync();

        Assert.Equal(code, result.Error!.Code);
        Assert.Equal("This is wrong; that would be right.", result.Error.Message);
    }

    [Fact]
    public async Task A_pull_request_says_what_it_is_about_and_who_made_it()
    {
        PullRequestText? text = null;
        _platform.Setup(
            platform => platform.OpenPullRequestAsync(Some.Workspace(), It.IsAny<PullRequestText>(), It.IsAny<CancellationToken>()))
            .Callback<Workspace, PullRequestText, CancellationToken>((_, given, _) => text = given)
            .ReturnsAsync(Some.PullRequest());

        var result = await new OpenPullRequest(_platform.Object, new RunningWork(), new DurableUsage()).RunAsync(
            new OpenPullRequestInput(Some.Workspace(), "Add a\ngreeting. " + new string('x', 100), Some.Plan(), "agent `x`")
            {
                Settings = new PullRequestSettings { Labels = ["api"] },
            },
            Some.Client(), CancellationToken.None);

        Assert.Equal(Some.PullRequest(), result.Value);
        Assert.StartsWith("Add a greeting. xxx", text!.Title, StringComparison.Ordinal);
        Assert.Equal(72, text.Title.Length);
        Assert.Contains($"Made by `agent 'x'` in workflow `{Some.Id}`.", text.Body, StringComparison.Ordinal);
        Assert.Equal(["api"], text.Settings!.Labels);
        Assert.Contains(Some.Plan().Sha256, text.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_pull_request_is_merged_at_the_validated_commit()
    {
        _platform.Setup(platform => platform.MergeAsync(Some.Workspace(), "commit1", It.IsAny<CancellationToken>()))
            .ReturnsAsync(Some.PullRequest(mergeSha: "merge1"));

        var result = await new MergePullRequest(_platform.Object, new RunningWork(), new DurableUsage())
            .RunAsync(new MergePullRequestInput(Some.Workspace(), "commit1"), Some.Client(), CancellationToken.None);

        Assert.Equal("Pull request #7 merged into main.", result.Summary);
    }

    [Fact]
    public async Task A_gate_runs_in_the_worktree_within_its_time()
    {
        var gate = new Mock<IQualityGate>();
        gate.Setup(found => found.RunAsync(
            new GateRun(Some.Id, "tests", "dotnet test", "/worktrees/" + Some.Id, TimeSpan.FromSeconds(90))
            {
                Repository = Some.Repository(), HeadSha = "commit1",
            },
            It.IsAny<CancellationToken>()))
            .ReturnsAsync(Some.Gate());

        var result = await new RunGate(gate.Object, new RunningWork(), new DurableUsage()).RunAsync(
            new RunGateInput(Some.Workspace(), new GateSpec("tests", "dotnet test", 90), "commit1"), Some.Client(), CancellationToken.None);

        Assert.Equal(Some.Gate(), result.Value);
    }

    [Fact]
    public async Task Closing_removes_the_workflows_worktree()
    {
        await new CloseWorkspace(_workspaces.Object).RunAsync(new CloseWorkspaceInput(Some.Id), CancellationToken.None);

        _workspaces.Verify(workspaces => workspaces.CloseAsync(Some.Id, It.IsAny<CancellationToken>()));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("merge1", true)]
    public async Task A_look_at_the_pull_request_says_whether_it_is_merged_and_when_to_look_again(string? mergeSha, bool merged)
    {
        _platform.Setup(platform => platform.FindPullRequestAsync(Some.Repository(), $"slipway/{Some.Id}", It.IsAny<CancellationToken>()))
            .ReturnsAsync(Some.PullRequest(mergeSha: mergeSha));
        var result = await Look(Mock.Of<IPullRequestReviews>(), Mock.Of<IPlatformChecks>())
            .RunAsync(new CheckPullRequestInput(Some.Workspace(), 0), Some.Client(), CancellationToken.None);

        Assert.Equal(new PullRequestCheck(merged, TimeSpan.FromMinutes(5)), result.Value);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task A_look_at_an_open_pull_request_brings_reviews_of_the_head_and_gates_that_fail_now(bool hasChecks, int failures)
    {
        _platform.Setup(platform => platform.FindPullRequestAsync(Some.Repository(), $"slipway/{Some.Id}", It.IsAny<CancellationToken>()))
            .ReturnsAsync(Some.PullRequest("head2"));
        var reviews = new Mock<IPullRequestReviews>();
        var review = new PullRequestReview(Approved: false, "octocat", "Rename it.");
        reviews.Setup(port => port.FindAsync(Some.Repository(), 7, "head1", "ada", It.IsAny<CancellationToken>())).ReturnsAsync(review);
        var checks = new Mock<IPlatformChecks>();
        checks.Setup(port => port.FindAsync(Some.Repository(), "head1", It.IsAny<CancellationToken>()))
            .ReturnsAsync(hasChecks ? [] : null);
        _gate.Setup(gate => gate.RunAsync(It.Is<GateRun>(run => run.HeadSha == "head1"), It.IsAny<CancellationToken>()))
            .ReturnsAsync(Some.Gate("ci", passed: false));
        var gates = new[] { new GateSpec("ci") { Kind = GateKind.PlatformChecks } };

        var result = await Look(reviews.Object, checks.Object)
            .RunAsync(new CheckPullRequestInput(Some.Workspace(), 0, "head1", gates, "ada"), Some.Client(), CancellationToken.None);

        Assert.Equal((false, "head2", review), (result.Value!.Merged, result.Value.HeadSha, result.Value.Review));
        Assert.Equal(failures, result.Value.Failed!.Count);
    }

    private CheckPullRequest Look(IPullRequestReviews reviews, IPlatformChecks checks) => new(
        _platform.Object, reviews, checks, _gate.Object, new RunningWork(), new DurableUsage(),
        Microsoft.Extensions.Options.Options.Create(new SlipwayOptions()));

    [Fact]
    public async Task Events_are_sent_one_a_message_with_the_names_that_clients_read()
    {
        var happened = WorkflowEvent.Create(3, EventType.Progress, Some.Id, Some.Time, new { message = "Working." });

        // Without an event queue, the client is not asked for anything.
        using var meter = new WorkflowMeter();
        var metrics = new EventMetrics(meter, NullLogger<EventMetrics>.Instance);
        var messages = await new PublishEvents(Mock.Of<IEventQueue>(), metrics, Some.Hub()).RunAsync(
            new PublishEventsInput([happened, happened with { Sequence = 4 }]), client: null!, CancellationToken.None);

        Assert.Equal(2, messages.Length);
        Assert.All(messages, message => Assert.Equal("workflowEvent", message.Target));
        var argument = JsonSerializer.SerializeToElement(Assert.Single(messages[0].Arguments!));
        Assert.Equal(
            ["sequence", "type", "workflowId", "time", "data"], argument.EnumerateObject().Select(property => property.Name));
        Assert.Equal("Working.", argument.GetProperty("data").GetProperty("message").GetString());
    }

    [Theory]
    [InlineData(AgentMode.Plan)]
    [InlineData(AgentMode.Code)]
    [InlineData(AgentMode.Fix)]
    [InlineData(AgentMode.Merge)]
    public void What_activities_are_given_survives_the_history(AgentMode mode)
    {
        var input = Some.AgentStep(mode) with { HeadSha = "commit1", Agent = new AgentSelector(Command: "dotnet run agent.cs") };

        Assert.Equal(input, JsonDataConverter.Default.Deserialize<AgentStepInput>(JsonDataConverter.Default.Serialize(input)));
    }

    private Task<StepResult<Workspace>> PrepareAsync() => new PrepareWorkspace(_workspaces.Object, _platform.Object, new RunningWork())
        .RunAsync(new PrepareWorkspaceInput(Some.Id, "/repos/shop", "main"), CancellationToken.None);
}
