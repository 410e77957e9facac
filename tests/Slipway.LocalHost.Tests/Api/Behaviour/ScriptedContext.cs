using System.Runtime.InteropServices;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Slipway.LocalHost.Tests.Api.Behaviour;

/// <summary>An orchestration context of which a test completes the timer and the event by hand.</summary>
internal sealed class ScriptedContext(ILoggerFactory? loggers = null) : TaskOrchestrationContext
{
    public TaskCompletionSource Timer { get; } = new();

    public TaskCompletionSource<object?> Event { get; } = new();

    public CancellationToken TimerToken { get; private set; }

    public CancellationToken EventToken { get; private set; }

    public List<string> Calls { get; } = [];

    public bool Replaying { get; set; }

    public string ItsVersion { get; set; } = string.Empty;

    public override TaskName Name => "scripted";

    public override string InstanceId => "i1";

    public override ParentOrchestrationInstance? Parent => null;

    public override DateTime CurrentUtcDateTime { get; } = new(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public override bool IsReplaying => Replaying;

    public override string Version => ItsVersion;

    protected override ILoggerFactory LoggerFactory => loggers ?? NullLoggerFactory.Instance;

    public override T? GetInput<T>()
        where T : default
        => default;

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        Calls.Add($"activity {name} {input ?? "-"} {options?.Retry?.Policy?.MaxNumberOfAttempts}".TrimEnd());
        return Task.FromResult(default(TResult)!);
    }

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        Calls.Add($"orchestrator {orchestratorName} {input ?? "-"} {(options as SubOrchestrationOptions)?.InstanceId}".TrimEnd());
        return Task.FromResult(default(TResult)!);
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        Calls.Add($"timer {fireAt:u}");
        TimerToken = cancellationToken;
        return Timer.Task.WaitAsync(cancellationToken);
    }

    public override async Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        EventToken = cancellationToken;
        return (T)(await Event.Task.WaitAsync(cancellationToken))!;
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
        => Calls.Add($"send {instanceId} {eventName} {payload}");

    public override void SetCustomStatus(object? customStatus) => Calls.Add($"status {customStatus}");

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true)
        => Calls.Add($"again {newInput} {preserveUnprocessedEvents}");

    public override Guid NewGuid() => new(MemoryMarshal.AsBytes("12345678".AsSpan()));
}
