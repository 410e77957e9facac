using Moq;
using Slipway.Core;
using Slipway.Core.Lifecycle;
using Microsoft.DurableTask.Client;
using Slipway.Functions.Tests.Live;

namespace Slipway.Functions.Tests.Api;

public sealed class WaitTests
{
    private const string Quick = """{"definition": {"id": "quick", "steps": [{"id": "a", "uses": "set"}]}}""";

    [Fact]
    public async Task A_start_that_waits_is_answered_with_200_when_the_workflow_is_over()
    {
        await using var app = await AppScene.StartAsync();

        var waited = await app.SendAsync(HttpMethod.Post, "workflows?wait=60", Quick);
        var started = await app.SendAsync(HttpMethod.Post, "workflows", Quick);

        Assert.Equal((200, "completed"), (waited.Status, waited["status"]));
        Assert.EndsWith(waited["id"]!, waited.Location, StringComparison.Ordinal);
        Assert.Equal(202, started.Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_is_answered_with_202_when_the_time_has_passed_or_the_host_stops(bool hostStops)
    {
        using var stopping = new CancellationTokenSource();
        var scene = new ApiScene { Time = hostStops ? TimeProvider.System : new StreamTime(), HostStops = stopping.Token };
        scene.Client.Setup(client => client.WaitForInstanceCompletionAsync(It.IsAny<string>(), true, It.IsAny<CancellationToken>()))
            .Returns(async (string _, bool _, CancellationToken ends) =>
            {
                if (hostStops)
                {
                    await stopping.CancelAsync();
                }

                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ends);
                return null!;
            });

        var answer = await scene.Query("?wait=60").Body(Some.Request() with { Repository = "/repos/shop" }).StartAsync();

        Assert.Equal((202, "pending"), (answer.Status, answer.String("status")));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("61")]
    [InlineData("1.5")]
    [InlineData("")]
    public async Task Another_time_than_1_to_60_seconds_is_refused_and_nothing_is_started(string wait)
    {
        var scene = new ApiScene();

        var answer = await scene.Query($"?wait={wait}").Body(Some.Request() with { Repository = "/repos/shop" }).StartAsync();

        Assert.Equal((400, $"wait must be 1 to 60 seconds, not '{wait}'."), (answer.Status, answer.Detail));
        Assert.Empty(scene.Scheduled);
    }

    [Fact]
    public async Task One_workflow_is_shown_with_its_last_events_and_what_it_was_started_with_when_that_is_asked_for()
    {
        await using var app = await AppScene.StartAsync();
        var id = (await app.SendAsync(HttpMethod.Post, "workflows?wait=60", Quick))["id"];

        var plain = await app.GetAsync($"workflows/{id}");
        var whole = await app.GetAsync($"workflows/{id}?include=events,context,steps");

        Assert.Null(plain["events"]);
        Assert.Null(plain["context"]);
        Assert.Equal("workflow_started", whole.Json.GetProperty("events")[0].GetProperty("type").GetString());
        Assert.Equal("quick", whole.Json.GetProperty("context").GetProperty("definition").GetProperty("id").GetString());
    }

    [Fact]
    public async Task The_request_of_a_lifecycle_is_its_context()
    {
        var scene = new ApiScene();
        scene.Has(ApiScene.Metadata(Some.Id, Some.Request(), OrchestrationRuntimeStatus.Completed));

        var answer = await scene.Query("?include=context")
            .AnswerAsync(api => api.Workflows.GetAsync(api.Request, api.Client.Object, Some.Id));

        Assert.Equal(Some.Request().Requirement, answer.Json.GetProperty("context").GetProperty("requirement").GetString());
    }

    [Fact]
    public async Task A_part_that_there_is_not_is_refused_with_those_that_there_are()
    {
        var scene = new ApiScene();
        scene.Has(ApiScene.Snapshot(WorkflowState.Coding));

        var answer = await scene.Query("?include=events,logs")
            .AnswerAsync(api => api.Workflows.GetAsync(api.Request, api.Client.Object, Some.Id));

        Assert.Equal(
            (400, ErrorCodes.InvalidRequest, "include takes events, context, steps, not 'logs'."),
            (answer.Status, answer.Code, answer.Detail));
    }
}
