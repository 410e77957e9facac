using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;
using Moq;
using Slipway.Core;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies.Admission;
using Slipway.Functions.Activities;
using Slipway.Functions.Entities;

namespace Slipway.Functions.Tests.Api;

public sealed class QueueTests
{
    private const string Other = "wf-ffffffffffffffffffff";

    [Fact]
    public async Task A_workflow_that_waits_shows_its_place_as_it_is_now()
    {
        var scene = new ApiScene();
        scene.Has(ApiScene.Snapshot(WorkflowState.Idle, ExecutionStatus.Pending));
        scene.Options.MaxConcurrentWorkflows = 1;
        var queue = new AdmissionQueue();
        queue.Running.Add(new AdmissionRequest(Other));
        queue.Waiting.Add(new AdmissionRequest("wf-eeeeeeeeeeeeeeeeeeee"));
        queue.Waiting.Add(new AdmissionRequest(Some.Id));
        Has(scene, queue);

        var answer = await scene.AnswerAsync(api => api.Workflows.GetAsync(api.Request, api.Client.Object, Some.Id));

        var place = answer.Json.GetProperty("queue");
        Assert.Equal(2, place.GetProperty("place").GetInt32());
        Assert.Equal(2, place.GetProperty("waiting").GetInt32());
        Assert.Equal(1, place.GetProperty("running").GetInt32());
        Assert.Equal("Maximum concurrent workflows reached: 1", place.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Where_nobody_is_to_wait_one_too_many_is_answered_with_429()
    {
        var scene = new ApiScene();
        scene.Options.OnLimit = LimitAction.Reject;
        scene.Options.MaxConcurrentWorkflows = 10;
        var queue = new AdmissionQueue();
        queue.Running.AddRange(Enumerable.Range(0, 10).Select(number => new AdmissionRequest($"w{number}")));
        Has(scene, queue);

        var answer = await scene.Body(Some.Request() with { Repository = "/repos/shop" }).StartAsync();

        Assert.Equal(429, answer.Status);
        Assert.Equal(ErrorCodes.TooManyWorkflows, answer.Code);
        Assert.Equal("Maximum concurrent workflows reached: 10. Try again when one has ended.", answer.Detail);
    }

    [Fact]
    public async Task Places_of_workflows_that_are_gone_or_over_are_given_back_and_no_others()
    {
        var scene = new ApiScene();
        var queue = new AdmissionQueue();
        queue.Running.AddRange([new AdmissionRequest(Some.Id), new AdmissionRequest("gone"), new AdmissionRequest("over"), new("runs")]);
        var released = Has(scene, queue);
        scene.Client.Setup(client => client.GetInstanceAsync("over", It.IsAny<bool>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(ApiScene.Metadata("over", Some.Request(), OrchestrationRuntimeStatus.Terminated));
        scene.Client.Setup(client => client.GetInstanceAsync("runs", It.IsAny<bool>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(ApiScene.Metadata("runs", Some.Request(), OrchestrationRuntimeStatus.Running));

        await FreePlaces.RunAsync(Some.Id, scene.Client.Object, CancellationToken.None);

        Assert.Equal(["gone", "over"], released);
    }

    private static List<object?> Has(ApiScene scene, AdmissionQueue queue)
    {
        var released = new List<object?>();
        var entities = new Mock<DurableEntityClient>("test") { CallBase = true };
        entities.Setup(client => client.GetEntityAsync<AdmissionQueue>(Admission.Id, true, It.IsAny<CancellationToken>()))
            .ReturnsAsync(new EntityMetadata<AdmissionQueue>(Admission.Id, queue));
        entities.Setup(client => client.SignalEntityAsync(
                Admission.Id, nameof(Admission.Release), It.IsAny<object?>(), It.IsAny<SignalEntityOptions?>(),
                It.IsAny<CancellationToken>()))
            .Callback<EntityInstanceId, string, object?, SignalEntityOptions?, CancellationToken>((_, _, id, _, _) => released.Add(id))
            .Returns(Task.CompletedTask);
        scene.Client.Setup(client => client.Entities).Returns(entities.Object);
        return released;
    }
}
