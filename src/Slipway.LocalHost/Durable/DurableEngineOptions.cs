namespace Slipway.LocalHost.Durable;

/// <summary>How a task hub runs. Checked when the engine opens.</summary>
internal sealed record DurableEngineOptions
{
    /// <summary>The most bytes of UTF-8 a single input, output, event or result may have, unless set.</summary>
    public const int DefaultMaxPayloadBytes = 16 * 1024 * 1024;

    /// <summary>The task hub's folder. It is made when it is missing, and belongs to one process at a time.</summary>
    public required string DirectoryPath { get; init; }

    /// <summary>The task hub's name: the client's name, and what messages call it.</summary>
    public required string HubName { get; init; }

    /// <summary>How many activities run at once; the others wait. 10 a processor unless set.</summary>
    public int MaxConcurrentActivities { get; init; } = 10 * Environment.ProcessorCount;

    /// <summary>How many orchestrations take a turn at once; the others wait. 10 a processor unless set.</summary>
    public int MaxConcurrentOrchestrators { get; init; } = 10 * Environment.ProcessorCount;

    /// <summary>
    /// How many waiting orchestrations stay in memory so that they go on without a replay. 0 replays each turn, as the real worker does
    /// without extended sessions.
    /// </summary>
    public int MaxWarmOrchestrations { get; init; } = 1_000;

    /// <summary>The most bytes of UTF-8 a single input, output, event or result may have.</summary>
    public int MaxPayloadBytes { get; init; } = DefaultMaxPayloadBytes;

    /// <summary>
    /// How long a stop waits for turns and cancelled activities before it leaves them behind; they run again after a restart.
    /// </summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <exception cref="ArgumentException">A value is missing or outside its range.</exception>
    public void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(DirectoryPath);
        ArgumentException.ThrowIfNullOrWhiteSpace(HubName);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConcurrentActivities, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConcurrentOrchestrators, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxWarmOrchestrations);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPayloadBytes, 1024);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(StopTimeout, TimeSpan.Zero);
    }
}
