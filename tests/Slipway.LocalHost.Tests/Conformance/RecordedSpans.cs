using System.Collections.Concurrent;
using System.Diagnostics;

namespace Slipway.LocalHost.Tests.Conformance;

/// <summary>Listens to the spans of one trace, which begins with it; other tests run at the same time.</summary>
internal sealed class RecordedSpans : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    /// <summary>Begins a trace.</summary>
    /// <param name="traceState">What else its spans carry along.</param>
    /// <param name="ended">What else is done with a span of it that ends.</param>
    public RecordedSpans(string? traceState = null, Action<Activity>? ended = null)
    {
        Caller = new Activity("caller") { TraceStateString = traceState, ActivityTraceFlags = ActivityTraceFlags.Recorded }.Start();
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.DurableTask",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => options.Parent.TraceId == Caller.TraceId
                ? ActivitySamplingResult.AllDataAndRecorded
                : ActivitySamplingResult.None,
            ActivityStopped = span =>
            {
                if (span.TraceId == Caller.TraceId)
                {
                    _ended.Enqueue(span);
                    ended?.Invoke(span);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>The span that the test itself is in.</summary>
    public Activity Caller { get; }

    /// <summary>Those that have ended, in order.</summary>
    public IReadOnlyList<Activity> Ended => [.. _ended];

    public Activity Single(string name, ActivityKind kind) => Assert.Single(All(name, kind));

    public List<Activity> All(string name, ActivityKind kind) =>
        [.. Ended.Where(span => span.OperationName == name && span.Kind == kind)];

    public void Dispose()
    {
        _listener.Dispose();
        Caller.Dispose();
    }
}
