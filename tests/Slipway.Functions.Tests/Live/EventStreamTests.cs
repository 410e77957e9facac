using System.Text;
using System.Text.Json;
using DurableTask.Core.History;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Moq;
using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Functions.Activities;
using Slipway.Functions.Live;

namespace Slipway.Functions.Tests.Live;

public sealed class EventStreamTests
{
    private readonly Mock<DurableTaskClient> _client = new("test");
    private readonly StreamTime _time = new();
    private readonly SlipwayOptions _options = new();
    private readonly Queue<(OrchestrationMetadata? Found, Action? Happens)> _looks = new();
    private readonly List<HistoryEvent> _history = [];
    private readonly EventStreams _streams;

    public EventStreamTests()
    {
        _streams = new EventStreams(_time, Options.Create(_options));
        _client.Setup(client => client.GetInstanceAsync(Some.Id, false, It.IsAny<CancellationToken>()))
            .ReturnsAsync(Look);
        _client.Setup(client => client.GetOrchestrationHistoryAsync(Some.Id, It.IsAny<CancellationToken>()))
            .ReturnsAsync(() => [.. _history]);
    }

    [Fact]
    public async Task What_happens_comes_as_it_happens_numbered_until_the_workflow_is_over()
    {
        LooksLike(Runs(1), () => _history.Add(Published(1)));
        LooksLike(Runs(2), () => _history.Add(Published(2, 3)));
        LooksLike(Over(3), () => _history.Add(Published(4)));

        var context = await StreamAsync();

        Assert.Equal((200, "text/event-stream"), (context.Response.StatusCode, context.Response.ContentType));
        Assert.Equal("no-store", context.Response.Headers.CacheControl.ToString());
        Assert.Equal(["retry: 2000", .. new long[] { 1, 2, 3, 4 }.Select(Block)], Blocks(context));
    }

    [Fact]
    public async Task Whoever_comes_back_gets_what_is_new_and_nothing_twice()
    {
        _history.Add(Published(1, 2, 3));
        LooksLike(Over(1));

        Assert.Equal(["retry: 2000", Block(3)], Blocks(await StreamAsync(after: 2)));
    }

    [Fact]
    public async Task Whoever_wants_some_events_only_gets_those_and_goes_on_after_the_others()
    {
        Assert.True(EventFilter.TryParse("workflow.*", out var filter, out _));
        LooksLike(Runs(1), () => _history.Add(Published(1, 2)));
        LooksLike(Over(2), () => _history.Add(new TaskScheduledEvent(1, nameof(PublishEvents), "", JsonSerializer.Serialize(
            new PublishEventsInput([WorkflowEvent.Create(3, "workflow_completed", Some.Id, Some.Time, new { })]), CoreJson.Options))));

        var blocks = Blocks(await StreamAsync(filter: filter));

        Assert.Equal(2, blocks.Length);
        Assert.StartsWith("id: 3\nevent: workflow_completed\n", blocks[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_has_all_of_a_workflow_that_is_over_is_told_not_to_come_back()
    {
        _history.Add(Published(1, 2, 3));
        LooksLike(Over(1));

        var context = await StreamAsync(after: 3);

        Assert.Equal((204, 0), (context.Response.StatusCode, context.Response.Body.Length));
    }

    [Fact]
    public async Task While_nothing_happens_a_comment_keeps_the_connection_and_the_history_is_left_alone()
    {
        _history.Add(Published(1));
        LooksLike(Runs(1));

        var context = await StreamAsync();

        Assert.Equal(["retry: 2000", Block(1), .. Enumerable.Repeat(": keep-alive", 16)], Blocks(context));
        Assert.Equal(EventStream.Longest, _time.GetUtcNow() - Some.Time);
        _client.Verify(client => client.GetOrchestrationHistoryAsync(Some.Id, It.IsAny<CancellationToken>()), Times.Exactly(2));
    }

    [Fact]
    public async Task A_second_turn_with_the_time_of_the_first_is_not_missed()
    {
        LooksLike(Runs(1), () => _history.Add(Published(1)));
        LooksLike(Runs(1), () => _history.Add(Published(2)));
        LooksLike(Runs(1));
        LooksLike(null);

        Assert.Equal(["retry: 2000", Block(1), Block(2)], Blocks(await StreamAsync()));
    }

    [Fact]
    public async Task One_stream_too_many_is_refused_until_another_ends()
    {
        _options.MaxEventStreams = 1;
        LooksLike(Over(1));
        _history.Add(Published(1));
        Assert.True(_streams.TryEnter());

        var refused = await StreamAsync();
        _streams.Leave();
        var first = await StreamAsync();
        var second = await StreamAsync();

        Assert.Equal((429, "30"), (refused.Response.StatusCode, refused.Response.Headers.RetryAfter.ToString()));
        Assert.Contains(ErrorCodes.TooManyStreams, Text(refused), StringComparison.Ordinal);
        Assert.Equal((200, 200), (first.Response.StatusCode, second.Response.StatusCode));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_ends_when_its_reader_leaves_or_the_host_stops_and_gives_its_place_back(bool readerLeaves)
    {
        _options.MaxEventStreams = 1;
        using var left = new CancellationTokenSource();
        using var stops = new CancellationTokenSource();
        LooksLike(Runs(1));
        LooksLike(Runs(1), (readerLeaves ? left : stops).Cancel);

        var context = await StreamAsync(left: left.Token, stops: stops.Token);

        Assert.Equal(["retry: 2000"], Blocks(context));
        Assert.True(_streams.TryEnter());
    }

    [Fact]
    public async Task A_stream_over_HTTP_is_taken_up_again_where_it_was_left()
    {
        await using var app = await AppScene.StartAsync();
        var definition = """{"definition": {"id": "two", "steps": [{"id": "a", "uses": "set"}, {"id": "b", "uses": "set"}]}}""";
        var id = (await app.SendAsync(HttpMethod.Post, "workflows", definition))["id"]!;
        await app.Fixture.RunUntilIdleAsync();
        var known = (await app.GetAsync($"workflows/{id}/events")).Json.GetProperty("events").EnumerateArray()
            .Select(happened => happened.GetProperty("sequence").GetInt64()).ToList();

        Task<HttpAnswer> StreamAsync(params (string, string)[] headers) => app.SendAsync(
            HttpMethod.Get, $"workflows/{id}/events?after=0", headers: [("Accept", "text/event-stream"), .. headers]);
        var all = await StreamAsync();
        var rest = await StreamAsync(("Last-Event-ID", $"{known[2]}"));
        var none = await StreamAsync(("Last-Event-ID", $"{known[^1]}"));
        var wrong = await StreamAsync(("Last-Event-ID", "x"));

        Assert.Equal(known, Ids(all.Text));
        Assert.Equal(known.Skip(3), Ids(rest.Text));
        Assert.Equal(204, none.Status);
        Assert.Equal((400, "SLW1001"), (wrong.Status, wrong["code"]));
    }

    private static List<long> Ids(string stream) =>
        [.. stream.Split('\n').Where(line => line.StartsWith("id: ", StringComparison.Ordinal)).Select(line => long.Parse(line[4..]))];

    private static string Block(long sequence) =>
        $"id: {sequence}\nevent: progress\ndata: {JsonSerializer.Serialize(Event(sequence), CoreJson.Options)}";

    private static WorkflowEvent Event(long sequence) =>
        WorkflowEvent.Create(sequence, "progress", Some.Id, Some.Time, new { message = $"line\n{sequence}" });

    private static TaskScheduledEvent Published(params long[] sequences) => new(
        1, nameof(PublishEvents), "",
        JsonSerializer.Serialize(new PublishEventsInput([.. sequences.Select(Event)]), CoreJson.Options));

    private static OrchestrationMetadata Runs(int turn) => At(turn, OrchestrationRuntimeStatus.Running);

    private static OrchestrationMetadata Over(int turn) => At(turn, OrchestrationRuntimeStatus.Completed);

    private static OrchestrationMetadata At(int turn, OrchestrationRuntimeStatus status) =>
        new("CiCdLifecycle", Some.Id) { RuntimeStatus = status, LastUpdatedAt = Some.Time.AddSeconds(turn) };

    private static string Text(HttpContext context) => Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray());

    private static string[] Blocks(HttpContext context) => Text(context).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What the next look finds, and what has happened by then; the last is found ever after.</summary>
    private void LooksLike(OrchestrationMetadata? found, Action? happens = null) => _looks.Enqueue((found, happens));

    private OrchestrationMetadata? Look()
    {
        var (found, happens) = _looks.Count > 1 ? _looks.Dequeue() : _looks.Peek();
        happens?.Invoke();
        return found;
    }

    private async Task<DefaultHttpContext> StreamAsync(
        long after = 0, EventFilter? filter = null, CancellationToken left = default, CancellationToken stops = default)
    {
        var context = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider(), RequestAborted = left,
        };
        context.Response.Body = new MemoryStream();
        await new EventStream(_client.Object, Some.Id, after, filter ?? EventFilter.All, _streams, stops).ExecuteAsync(context);
        return context;
    }
}
