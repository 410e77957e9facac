using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.DurableTask.Client;
using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Functions.Api;

namespace Slipway.Functions.Live;

/// <summary>
/// A workflow's events as they happen, as server-sent events: <c>id</c> is the sequence number, <c>event</c> the type, <c>data</c> the
/// event. They are read from the durable history, so that a reader who comes back with the last number misses none and gets none twice,
/// whichever process of the task hub answers.
/// </summary>
/// <remarks>
/// The history is read when the workflow has moved, and once more at the next look: a second turn may bear the time of the first.
/// See https://html.spec.whatwg.org/multipage/server-sent-events.html.
/// </remarks>
internal sealed class EventStream(
    DurableTaskClient client, string id, long after, EventFilter filter, EventStreams streams, CancellationToken hostStops) : IResult
{
    /// <summary>The media type by which a reader asks for it.</summary>
    public const string MediaType = "text/event-stream";

    /// <summary>The header in which a reader that comes back says what it had last.</summary>
    public const string LastEventId = "Last-Event-ID";

    /// <summary>After so long without an event a comment is sent, lest something on the way takes the connection for dead.</summary>
    internal static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>The reader is to come back after so long: Azure ends a function after five minutes, and its process with it.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromMinutes(4);

    private const int RetryAfterSeconds = 30;

    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _time = streams.Time;
    private long _last = after;
    private DateTimeOffset? _movedAt;
    private bool _isSettled;

    /// <summary>Whether a request asks for a stream.</summary>
    public static bool IsAskedFor(HttpRequest request) => request.GetTypedHeaders().Accept.Any(
        accepted => accepted.MediaType.Equals(MediaType, StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (!streams.TryEnter())
        {
            httpContext.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
            await Problems.Of(
                StatusCodes.Status429TooManyRequests, ErrorCodes.TooManyStreams,
                $"{streams.Max} event streams are open, as many as may. Try again later, or ask without 'Accept: {MediaType}'.")
                .ExecuteAsync(httpContext);
            return;
        }

        using var ends = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, hostStops);
        try
        {
            await StreamAsync(httpContext.Response, ends.Token);
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // The reader has left, or comes back to another process.
        }
        finally
        {
            streams.Leave();
        }
    }

    private async Task StreamAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        var (events, isOver) = await LookAsync(cancellationToken);
        if (isOver && events.Count == 0)
        {
            // Any other answer has a browser ask again for ever.
            response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        var startedAt = _time.GetTimestamp();
        var saidAt = startedAt;
        var wait = ShortestWait;
        await BeginAsync(response, cancellationToken);
        while (true)
        {
            if (events.Count > 0 || _time.GetElapsedTime(saidAt) >= KeepAlive)
            {
                await SendAsync(response, events, cancellationToken);
                saidAt = _time.GetTimestamp();
            }

            if (isOver || _time.GetElapsedTime(startedAt) >= Longest)
            {
                return;
            }

            wait = events.Count > 0 ? ShortestWait : wait < LongestWait / 2 ? wait * 2 : LongestWait;
            var silent = KeepAlive - _time.GetElapsedTime(saidAt);
            await Task.Delay(silent > TimeSpan.Zero && silent < wait ? silent : wait, _time, cancellationToken);
            (events, isOver) = await LookAsync(cancellationToken);
        }
    }

    /// <summary>What has happened since the last look, and whether nothing can come any more: a workflow that is gone is over as well.
    /// </summary>
    private async Task<(IReadOnlyList<WorkflowEvent> Events, bool IsOver)> LookAsync(CancellationToken cancellationToken)
    {
        var metadata = await client.GetInstanceAsync(id, getInputsAndOutputs: false, cancellationToken);
        if (metadata is null)
        {
            return ([], true);
        }

        var hasMoved = metadata.LastUpdatedAt != _movedAt;
        if (!hasMoved && _isSettled && !metadata.IsCompleted)
        {
            return ([], false);
        }

        _isSettled = !hasMoved;
        _movedAt = metadata.LastUpdatedAt;
        var events = WorkflowEvents.Read(await client.GetOrchestrationHistoryAsync(id, cancellationToken), _last);
        _last = events.Count > 0 ? events[^1].Sequence : _last;
        return ([.. events.Where(happened => filter.Wants(happened.Type))], metadata.IsCompleted);
    }

    private static async Task BeginAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        response.ContentType = MediaType;
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        response.HttpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await response.WriteAsync("retry: 2000\n\n", cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }

    private static async Task SendAsync(HttpResponse response, IReadOnlyList<WorkflowEvent> events, CancellationToken cancellationToken)
    {
        if (events.Count == 0)
        {
            await response.WriteAsync(": keep-alive\n\n", cancellationToken);
        }

        foreach (var happened in events)
        {
            var data = JsonSerializer.Serialize(happened, CoreJson.Options);
            await response.WriteAsync($"id: {happened.Sequence}\nevent: {happened.Type}\ndata: {data}\n\n", cancellationToken);
        }

        await response.Body.FlushAsync(cancellationToken);
    }
}
