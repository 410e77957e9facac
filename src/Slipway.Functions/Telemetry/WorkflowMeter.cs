using System.Diagnostics.Metrics;

namespace Slipway.Functions.Telemetry;

/// <summary>
/// What this process measures of workflows, as .NET's meter <c>Slipway</c>: <c>dotnet-counters</c>, OpenTelemetry or a
/// <see cref="MeterListener"/> reads it, and <see cref="Book"/> keeps it for <c>GET /api/metrics</c>.
/// </summary>
internal sealed class WorkflowMeter : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Slipway";

    /// <summary>The counter of workflows that ended.</summary>
    public const string TotalExecutions = "workflow_total_executions";

    private static readonly double[] Seconds = [0.1, 0.5, 1, 5, 15, 60, 300, 900, 1_800, 3_600, 14_400, 86_400];
    private static readonly double[] Bytes = [1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576];

    private readonly Meter _meter = new(Name);

    private volatile Queue? _queue;

    public WorkflowMeter()
    {
        // Before the instruments: it hears of them as they are made.
        Book = new MetricBook(_meter);
        _meter.CreateObservableGauge(
            "workflow_active_count", () => Shown(queue => queue.Active), unit: null, "Workflows that have a place to run.");
        _meter.CreateObservableGauge(
            "workflow_queued_count", () => Shown(queue => queue.Waiting), unit: null, "Workflows that wait for a place.");
        Executions = _meter.CreateCounter<long>(
            TotalExecutions, unit: null, "Workflows that came to an end, or failed and wait for a decision.");
        Durations = Histogram("workflow_duration_seconds", "s", "From a workflow's start to its end.", Seconds);
        QueueWaits = Histogram("workflow_queue_wait_seconds", "s", "From a workflow's start to its first step.", Seconds);
        ContextBytes = Histogram("workflow_context_bytes", "By", "Input and status of a workflow at its end.", Bytes);
        StepDurations = Histogram("workflow_step_duration_seconds", "s", "An attempt of a step.", Seconds);
        StepFailures = _meter.CreateCounter<long>("workflow_step_failures_total", unit: null, "Attempts of steps that failed.");
        StepRetries = _meter.CreateCounter<long>("workflow_step_retries_total", unit: null, "Steps that were to be tried again.");
    }

    /// <summary>All that was measured since the process started.</summary>
    public MetricBook Book { get; }

    public Counter<long> Executions { get; }

    public Histogram<double> Durations { get; }

    public Histogram<double> QueueWaits { get; }

    public Histogram<double> ContextBytes { get; }

    public Histogram<double> StepDurations { get; }

    public Counter<long> StepFailures { get; }

    public Counter<long> StepRetries { get; }

    /// <summary>Says how many workflows run and wait, as the task hub has it now.</summary>
    public void Show(int active, int queued) => _queue = new Queue(active, queued);

    /// <inheritdoc/>
    public void Dispose()
    {
        Book.Dispose();
        _meter.Dispose();
    }

    /// <summary>Nothing until it is known: what waits for days is there before it is read.</summary>
    private IEnumerable<Measurement<int>> Shown(Func<Queue, int> part) =>
        _queue is { } queue ? [new Measurement<int>(part(queue))] : [];

    private Histogram<double> Histogram(string name, string unit, string description, double[] buckets) => _meter.CreateHistogram(
        name, unit, description, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = buckets });

    private sealed record Queue(int Active, int Waiting);
}
