using System.Text;
using System.Text.Json;
using DurableTask.Core.History;
using Microsoft.DurableTask.Converters;
using Moq;
using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Functions.Activities;
using Slipway.Functions.Api;
using Slipway.Functions.Live;

namespace Slipway.Functions.Tests.Api;

public sealed class ReadTests
{
    private readonly ApiScene _scene = new();

    [Fact]
    public async Task A_workflow_is_found_by_its_id()
    {
        _scene.Has(ApiScene.Snapshot(WorkflowState.Coding));

        var answer = await _scene.AnswerAsync(scene => scene.Workflows.GetAsync(scene.Request, scene.Client.Object, Some.Id));

        Assert.Equal((200, "CODING"), (answer.Status, answer.String("state")));
    }

    [Fact]
    public async Task A_workflow_that_can_never_go_on_says_why()
    {
        _scene.Has(ApiScene.Snapshot(WorkflowState.Coding));
        _scene.HasHistory(new ExecutionStartedEvent(-1, "{}"));

        var moved = await _scene.AnswerAsync(scene => scene.Workflows.GetAsync(scene.Request, scene.Client.Object, Some.Id));
        _scene.Now = Some.Time.AddHours(1);
        var stuck = await _scene.AnswerAsync(scene => scene.Workflows.GetAsync(scene.Request, scene.Client.Object, Some.Id));

        Assert.False(moved.Json.TryGetProperty("stuck", out _));
        Assert.StartsWith("It waits for no timer, activity, child or answer", stuck.String("stuck"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wf-ffffffffffffffffffff")]
    [InlineData("nonsense")]
    [InlineData("../../etc/passwd")]
    public async Task An_unknown_id_is_not_found_whatever_it_is(string id)
    {
        ApiAnswer[] answers =
        [
            await _scene.AnswerAsync(scene => scene.Workflows.GetAsync(scene.Request, scene.Client.Object, id)),
            await _scene.AnswerAsync(scene => scene.Events.GetAsync(scene.Request, scene.Client.Object, id, default)),
            await _scene.AnswerAsync(scene => scene.Workflows.ArtifactAsync(scene.Request, scene.Client.Object, id, new string('a', 64))),
            await _scene.AnswerAsync(scene => scene.Control.PauseAsync(scene.Request, scene.Client.Object, id)),
        ];

        Assert.All(answers, answer => Assert.Equal((404, ErrorCodes.WorkflowNotFound), (answer.Status, answer.Code)));
    }

    [Fact]
    public async Task Events_are_read_from_the_history_in_order_and_each_once()
    {
        _scene.Has(ApiScene.Snapshot(WorkflowState.Coding));
        _scene.HasHistory(
            new ExecutionStartedEvent(-1, "{}"),
            Published(1, 2),
            new TaskScheduledEvent(3, nameof(WriteCode), "", "[{}]"),
            Published(4, 3),
            Published(2, 3),
            new TaskScheduledEvent(9, nameof(PublishEvents), "", null),
            new TaskScheduledEvent(10, nameof(PublishEvents), "", "[]"));

        var answer = await EventsAsync("?after=1");

        Assert.Equal([2L, 3, 4], answer.Json.GetProperty("events").EnumerateArray()
            .Select(happened => happened.GetProperty("sequence").GetInt64()));
        var first = answer.Json.GetProperty("events")[0];
        Assert.Equal("progress", first.GetProperty("type").GetString());
        Assert.Equal(Some.Id, first.GetProperty("workflowId").GetString());
        Assert.Equal("number 2", first.GetProperty("data").GetProperty("message").GetString());
    }

    [Fact]
    public void Events_are_read_from_an_input_that_is_no_array_too()
    {
        var input = JsonSerializer.Serialize(new PublishEventsInput([Event(1)]), CoreJson.Options);

        Assert.Single(WorkflowEvents.Read([new TaskScheduledEvent(1, nameof(PublishEvents), "", input)], after: 0));
    }

    [Theory]
    [InlineData("?after=-1")]
    [InlineData("?after=many")]
    [InlineData("?after=")]
    public async Task A_sequence_number_that_is_none_is_refused(string query)
    {
        _scene.Has(ApiScene.Snapshot(WorkflowState.Coding));

        Assert.Equal(400, (await EventsAsync(query)).Status);
    }

    [Fact]
    public async Task An_artifact_is_sent_as_text_that_no_browser_runs()
    {
        _scene.Has(ApiScene.Snapshot(WorkflowState.Coding));
        _scene.Artifacts.Setup(store => store.OpenRead(It.IsAny<string>())).Returns(new MemoryStream(Encoding.UTF8.GetBytes("<script>")));

        var answer = await ArtifactAsync();

        Assert.Equal((200, "<script>"), (answer.Status, answer.Text));
        Assert.StartsWith("text/plain", answer.ContentType, StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.XContentTypeOptions.ToString());
    }

    [Fact]
    public async Task An_artifact_that_does_not_exist_is_not_found()
    {
        _scene.Has(ApiScene.Snapshot(WorkflowState.Coding));

        Assert.Equal(404, (await ArtifactAsync()).Status);
    }

    [Fact]
    public async Task Whoever_negotiates_gets_the_connection_as_the_host_wrote_it()
    {
        const string Connection = """{"url":"https://example.test/client/?hub=workflows","accessToken":"token"}""";

        var answer = await _scene.AnswerAsync(scene => Task.FromResult(LiveUpdates.Negotiate(scene.Request, Connection)));

        Assert.Equal(Connection, answer.Text);
        Assert.StartsWith("application/json", answer.ContentType, StringComparison.Ordinal);
        Assert.Equal("no-store", answer.Headers.CacheControl.ToString());
    }

    private static WorkflowEvent Event(long sequence) =>
        WorkflowEvent.Create(sequence, "progress", Some.Id, Some.Time, new { message = $"number {sequence}" });

    /// <summary>A publication as the real stack keeps it: the input in an array of one, with the names of the properties.</summary>
    private static TaskScheduledEvent Published(params long[] sequences) => new(
        1, nameof(PublishEvents), "",
        "[" + JsonDataConverter.Default.Serialize(new PublishEventsInput([.. sequences.Select(Event)])) + "]");

    private Task<ApiAnswer> EventsAsync(string query) =>
        _scene.Query(query).AnswerAsync(scene => scene.Events.GetAsync(scene.Request, scene.Client.Object, Some.Id, default));

    private Task<ApiAnswer> ArtifactAsync() => _scene.AnswerAsync(
        scene => scene.Workflows.ArtifactAsync(scene.Request, scene.Client.Object, Some.Id, new string('a', 64)));
}
