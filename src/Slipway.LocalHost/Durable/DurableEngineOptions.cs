using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Durable.Retention;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable;

/// <summary>How a task hub runs. Checked when the engine opens.</summary>
internal sealed record DurableEngineOptions
{
    /// <summary>
    /// Whether a replay holds the inputs of calls to those of the history, and not only their kinds, names and order. True unless set;
    /// Azure compares no inputs.
    /// </summary>
    public bool CompareInputs { get; init; } = true;

    /// <summary>The most bytes of UTF-8 a single input, output, event or result may have, unless set.</summary>
    public const int DefaultMaxPayloadBytes = 16 * 1024 * 1024;

    /// <summary>How many calls one generation of an orchestration may make, unless set.</summary>
    public const int DefaultMaxOrchestrationActions = 100_000;

    /// <summary>The task hub's folder. It is made when it is missing, and belongs to one process at a time.</summary>
    public required string DirectoryPath { get; init; }

    /// <summary>The task hub's name: the client's name, and what messages call it.</summary>
    public required string HubName { get; init; }

    /// <summary>
    /// How many activities run at once; the others wait. Unless set, 10 a processor, not counting those that have been running for
    /// longer than <see cref="LongRunning"/>: so activities that never return cannot stop the others.
    /// </summary>
    public int? MaxConcurrentActivities { get; init; }

    /// <summary>What holds for single functions, by name. Names ignore case.</summary>
    public IReadOnlyDictionary<string, FunctionLimits> Functions { get; init; } =
        new Dictionary<string, FunctionLimits>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// After how long a turn or an activity is long: a turn is then reported, and neither counts against the default limits any more. 10
    /// seconds unless set.
    /// </summary>
    public TimeSpan LongRunning { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// After how long an activity is named in the log; one that has not given its thread back, after <see cref="LongRunning"/>. 5 minutes
    /// unless set.
    /// </summary>
    public TimeSpan OverdueActivity { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an activity may run; null without end. 30 minutes unless set, as on Azure.</summary>
    public TimeSpan? ActivityTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// How long an instance is kept after it ended in a state; those of states that are not named are kept for good. 30 days unless set.
    /// </summary>
    public IReadOnlyDictionary<OrchestrationRuntimeStatus, TimeSpan> Retention { get; init; } = RetentionService.Default;

    /// <summary>The most events one generation of an orchestration may have; it fails at the next one. 200,000 unless set.</summary>
    public int MaxHistoryEvents { get; init; } = 200_000;

    /// <summary>The most bytes of UTF-8 one generation's history may have; the orchestration fails beyond. 256 MiB unless set.</summary>
    public long MaxHistoryBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>How many orchestrations take a turn at once; the others wait. 10 a processor unless set.</summary>
    public int MaxConcurrentOrchestrators { get; init; } = 10 * Environment.ProcessorCount;

    /// <summary>
    /// How many entities run their operations at once; the others wait. Unless set, 10 a processor, not counting those that have been
    /// running for longer than <see cref="LongRunning"/>.
    /// </summary>
    public int? MaxConcurrentEntities { get; init; }

    /// <summary>How many operations of an entity are committed together at most. 5,000 unless set.</summary>
    public int MaxEntityBatchSize { get; init; } = 5_000;

    /// <summary>
    /// Whether an operation that fails leaves no trace: neither in the state nor in what it asked for. Otherwise what it did before it
    /// failed stays. True unless set.
    /// </summary>
    public bool RollBackFailedEntityOperations { get; init; } = true;

    /// <summary>
    /// How many waiting orchestrations stay in memory so that they go on without a replay. 0 replays each turn, as the real worker does
    /// without extended sessions.
    /// </summary>
    public int MaxWarmOrchestrations { get; init; } = 1_000;

    /// <summary>How long a waiting orchestration stays in memory; null as long as there is room. Null unless set.</summary>
    public TimeSpan? MaxWarmTime { get; init; }

    /// <summary>How many calls one generation of an orchestration may make; it fails at the next one. 100,000 unless set.</summary>
    public int MaxOrchestrationActions { get; init; } = DefaultMaxOrchestrationActions;

    /// <summary>Whether a start with the id of an instance that has not ended takes its place, instead of being refused.</summary>
    public bool ReplacesActiveInstances { get; init; }

    /// <summary>
    /// Whether raising an event for an instance that is missing or has ended is an error; otherwise nothing happens. True unless set.
    /// </summary>
    public bool RefusesLostEvents { get; init; } = true;

    /// <summary>The most bytes of UTF-8 a single input, output, event or result may have.</summary>
    public int MaxPayloadBytes { get; init; } = DefaultMaxPayloadBytes;

    /// <summary>
    /// How long a stop waits for turns and cancelled activities before it leaves them behind; they run again after a restart.
    /// </summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// After how many pages (4 KiB) SQLite's log is copied into the database and begins anew. 4,000 unless set: the log then takes 16 MiB
    /// and more, as long as a copy takes.
    /// </summary>
    public int CheckpointPages { get; init; } = 4_000;

    /// <summary>Whether a commit is on disk when it returns. Only a test, whose data may be lost with the machine, does without.</summary>
    public bool FlushToDisk { get; init; } = true;

    /// <summary>Counts what runs; nothing unless a test wants to know when nothing does.</summary>
    public WorkCounter? Work { get; init; }

    /// <summary>What runs the engine's work: the thread pool, unless a test sets another.</summary>
    public EngineScheduler Scheduler { get; init; } = EngineScheduler.ThreadPool;

    /// <summary>What sees each call to the database: nothing, unless a test sets it.</summary>
    public StoreProbe? StoreProbe { get; init; }

    /// <exception cref="ArgumentException">A value is missing or outside its range.</exception>
    public void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(DirectoryPath);
        ArgumentException.ThrowIfNullOrWhiteSpace(HubName);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConcurrentActivities ?? 1, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(LongRunning, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(OverdueActivity, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ActivityTimeout ?? TimeSpan.MaxValue, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxHistoryEvents, 1_000);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxHistoryEvents, TurnRow.MaxSequence);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxHistoryBytes, 1024 * 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConcurrentOrchestrators, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConcurrentEntities ?? 1, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxEntityBatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxWarmOrchestrations);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(MaxWarmTime ?? TimeSpan.MaxValue, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxOrchestrationActions, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPayloadBytes, 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(CheckpointPages, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(StopTimeout, TimeSpan.Zero);
    }
}
