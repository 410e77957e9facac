using Microsoft.DurableTask;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;
using Slipway.Functions;
using Slipway.Functions.Orchestrators;
using Slipway.Integrations.Tests.GitHub;
using Slipway.LocalHost.Testing;

namespace Slipway.EndToEnd.Tests;

/// <summary>GitHub is down for ten minutes, in virtual time; the app, Git, the agent's processes and HTTP are real.</summary>
public sealed class GitHubDownTests
{
    private const string Id = "wf-0123456789abcdef0123";

    private static readonly TimeSpan Outage = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task A_workflow_that_cannot_open_its_pull_request_meanwhile_opens_one_by_itself_afterwards()
    {
        using var scene = new Scene();
        await using var github = await scene.OnGitHubAsync();
        await using var app = await StartAsync(scene, github);
        github.IsDown = true;
        await BeginAsync(app, scene, MergePolicy.Auto);
        await app.AdvanceAsync(Outage);
        var waiting = await StandingAsync(app);

        github.IsDown = false;
        await app.AdvanceAsync(Outage);

        Assert.Equal((WorkflowState.PrCreated, (WorkflowFailure?)null), (waiting.State, waiting.Failure));
        Assert.Contains("GitHub, which is away", waiting.WaitingFor, StringComparison.Ordinal);
        Assert.Equal(WorkflowState.Completed, (await StandingAsync(app)).State);
        Assert.Single(github.Pulls);
    }

    [Fact]
    public async Task One_that_waits_for_an_approval_goes_on_looking_and_finds_it()
    {
        using var scene = new Scene();
        await using var github = await scene.OnGitHubAsync();
        await using var app = await StartAsync(scene, github);
        await BeginAsync(app, scene, MergePolicy.AfterApproval);
        await app.AdvanceAsync(TimeSpan.FromMinutes(1));
        var waiting = await StandingAsync(app);
        github.IsDown = true;
        github.Reviews.Add(new System.Text.Json.Nodes.JsonObject
        {
            ["id"] = 1, ["state"] = "APPROVED", ["commit_id"] = waiting.PullRequest!.HeadSha, ["author_association"] = "OWNER",
            ["user"] = new System.Text.Json.Nodes.JsonObject { ["login"] = "octocat", ["type"] = "User" },
        });
        await app.AdvanceAsync(Outage);
        Assert.Equal("approve-merge", (await StandingAsync(app)).Step!.Name);

        github.IsDown = false;
        await app.AdvanceAsync(Outage);

        Assert.Equal(WorkflowState.Completed, (await StandingAsync(app)).State);
    }

    private static Task<LocalHostFixture> StartAsync(Scene scene, GitHubServer github) => LocalHostFixture.StartAppAsync(
        args => SlipwayApplication.CreateBuilder(
            [.. args, "--Slipway:DataDirectory", scene.Home, .. Scene.GitHubSettings(github), "--Slipway:GitHub:ChangeGap", "00:00:00"]),
        new LocalHostFixtureOptions { Patience = TimeSpan.FromMinutes(10) });

    private static async Task BeginAsync(LocalHostFixture app, Scene scene, MergePolicy merge)
    {
        var request = new WorkflowRequest
        {
            Requirement = "Put the answer into answer.txt.", Repository = scene.Repository, Merge = merge,
            Agent = new AgentSelector(null, scene.AgentCommand),
        };
        await app.Client.ScheduleNewOrchestrationInstanceAsync(nameof(CiCdLifecycle), request, new StartOrchestrationOptions(Id));
        await app.RunUntilIdleAsync();
    }

    private static async Task<WorkflowSnapshot> StandingAsync(LocalHostFixture app) =>
        (await app.CustomStatusOfAsync<WorkflowSnapshot>(Id))!;
}
