using System.Collections.Immutable;
using System.Text;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Logging;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Retry;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Replay;

/// <summary>
/// The context of one generation of an orchestration: it turns the orchestrator's calls into events, and events into results.
/// </summary>
internal sealed class EngineOrchestrationContext : TaskOrchestrationContext, IOrchestrationTags
{
    private const int MaxCustomStatusBytes = 16 * 1024;

    private readonly OrchestrationTaskScheduler _scheduler;
    private readonly PayloadLimit _payloads;
    private readonly ILoggerFactory _loggers;
    private readonly Dictionary<int, OpenTask> _open = [];
    private readonly OrchestrationEntities _entities;
    private string? _input;
    private string _version;
    private int _nextTaskId;
    private int _nextGuid;
    private RetryAttempt? _attempt;

    public EngineOrchestrationContext(
        InstanceRow instance, OrchestrationTaskScheduler scheduler, PayloadLimit payloads, ILoggerFactory loggers)
    {
        _scheduler = scheduler;
        _payloads = payloads;
        _loggers = loggers;
        _version = instance.Version;
        InstanceId = instance.InstanceId;
        Name = instance.Name;
        Parent = instance.Parent is { } parent ? new ParentOrchestrationInstance(parent.Name, parent.InstanceId) : null;
        Tags = instance.Tags ?? (IReadOnlyDictionary<string, string>)ImmutableDictionary<string, string>.Empty;
        Events = new ExternalEventInbox(payloads.Converter);
        _entities = new OrchestrationEntities(this, payloads);
    }

    public override TaskName Name { get; }

    public override string InstanceId { get; }

    public override ParentOrchestrationInstance? Parent { get; }

    public override string Version => _version;

    public override DateTime CurrentUtcDateTime => Clock;

    public override TaskOrchestrationEntityFeature Entities => _entities;

    public override bool IsReplaying => Replaying;

    public IReadOnlyDictionary<string, string> Tags { get; }

    /// <summary>The time of the turn.</summary>
    public DateTime Clock { get; set; }

    public bool Replaying { get; set; }

    /// <summary>How many calls the generation may make.</summary>
    public int MaxCalls { get; set; } = DurableEngineOptions.DefaultMaxOrchestrationActions;

    public ExternalEventInbox Events { get; }

    /// <summary>What the code has asked for and the history does not have yet, in order.</summary>
    public Queue<ScheduledEvent> Calls { get; } = new();

    /// <summary>Timers that were cancelled since this was last cleared.</summary>
    public List<int> CancelledTimers { get; } = [];

    public string? CustomStatus { get; private set; }

    /// <summary>Which call to find the place of in the code, by its number.</summary>
    public int? TracedCall { get; set; }

    /// <summary>File and line of the traced call; null when it was not made, or there are no debug symbols.</summary>
    public string? TracedLocation { get; private set; }

    public ContinueAsNewRequest? ContinueAsNewRequest { get; private set; }

    /// <summary>Whether something durable can still wake the orchestrator.</summary>
    public bool CanBeWoken => _open.Count > 0 || Events.HasLiveWaiter;

    /// <summary>How many activities have no result.</summary>
    public int OpenActivities { get; private set; }

    /// <summary>The calls that have not ended, in order.</summary>
    public IEnumerable<OpenTask> OpenTasks => _open.Values.OrderBy(task => task.Call.TaskId);

    protected override ILoggerFactory LoggerFactory => _loggers;

    public override T? GetInput<T>()
        where T : default => _payloads.Converter.Deserialize<T>(_input);

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        EnsureInTurn();
        var json = _payloads.Serialize(input, $"The input of activity '{name}'");
        return RetryAsync(options, "activity", name, () => CallAsync<TResult>(
            id => new TaskScheduled(Clock, id, name.Name, options?.Version?.Version, json, TagsOf(options)), name));
    }

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        EnsureInTurn();
        _entities.EnsureNoCriticalSection();
        var own = options as SubOrchestrationOptions;
        var instanceId = own?.InstanceId is { } given ? InstanceIds.Validate(given) : NewGuid().ToString("N");
        var version = (own?.Version ?? options?.Version)?.Version ?? string.Empty;
        var json = _payloads.Serialize(input, $"The input of sub-orchestration '{orchestratorName}'");
        return RetryAsync(options, "sub-orchestration", orchestratorName, () => CallAsync<TResult>(
            id => new SubOrchestrationCreated(Clock, id, orchestratorName.Name, version, instanceId, json, TagsOf(options)),
            orchestratorName));
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        EnsureInTurn();
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        var utc = fireAt.Kind == DateTimeKind.Local ? fireAt.ToUniversalTime() : DateTime.SpecifyKind(fireAt, DateTimeKind.Utc);
        var timer = Open(id => new TimerCreated(Clock, id, utc), "timer");
        if (cancellationToken.CanBeCanceled)
        {
            cancellationToken.Register(() => InTurn(() => CancelTimer(timer, cancellationToken)));
        }

        return timer.Source.Task;
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        EnsureInTurn();
        ArgumentNullException.ThrowIfNull(eventName);
        return Events.WaitAsync<T>(eventName, Clock, InTurn, cancellationToken);
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        EnsureInTurn();
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        var json = _payloads.Serialize(payload, $"The payload of event '{eventName}'");
        Send(id => new EventSent(Clock, id, instanceId, eventName, json));
    }

    public override void SetCustomStatus(object? customStatus)
    {
        EnsureInTurn();
        var json = _payloads.Serialize(customStatus, "The custom status");
        if (json is not null && Encoding.Unicode.GetByteCount(json) is var bytes && bytes > MaxCustomStatusBytes)
        {
            throw new ArgumentException(
                $"The custom status is {bytes} bytes of UTF-16 JSON; at most {MaxCustomStatusBytes} are kept. Store the rest elsewhere.");
        }

        CustomStatus = json;
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) =>
        ContinueAsNew(new ContinueAsNewOptions { NewInput = newInput, PreserveUnprocessedEvents = preserveUnprocessedEvents });

    public override void ContinueAsNew(ContinueAsNewOptions options)
    {
        EnsureInTurn();
        ArgumentNullException.ThrowIfNull(options);
        ContinueAsNewRequest = new ContinueAsNewRequest(
            _payloads.Serialize(options.NewInput, "The new input"), options.NewVersion ?? _version, options.PreserveUnprocessedEvents);
    }

    public override Guid NewGuid()
    {
        EnsureInTurn();
        return DeterministicGuid.Create(InstanceId, Clock, _nextGuid++);
    }

    public void Start(ExecutionStarted start)
    {
        _input = start.Input;
        _version = start.Version;
    }

    /// <summary>Makes a call and waits for its result, as JSON.</summary>
    /// <exception cref="TaskFailedException">It failed.</exception>
    public Task<string?> CallAsync(Func<int, ScheduledEvent> make, string name) => Open(make, name).Source.Task;

    /// <summary>Makes a call that nobody waits for, and gives its number.</summary>
    public int Send(Func<int, ScheduledEvent> make)
    {
        EnsureInTurn();
        var call = make(NextTaskId());
        Calls.Enqueue(call);
        return call.TaskId;
    }

    /// <summary>Whether a call is still open, so that its end means something.</summary>
    public bool IsOpen(int taskId) => _open.ContainsKey(taskId);

    /// <summary>An open call; null when it is not open.</summary>
    public ScheduledEvent? CallOf(int taskId) => _open.GetValueOrDefault(taskId)?.Call;

    public void Complete(int taskId, string? result) => Close(taskId)?.Source.TrySetResult(result);

    public void Fail(int taskId, Failure failure)
    {
        if (Close(taskId) is { } task)
        {
            task.Source.TrySetException(new TaskFailedException(task.Name, taskId, failure.ToDetails()));
        }
    }

    private static Dictionary<string, string>? TagsOf(TaskOptions? options) =>
        options?.Tags is { Count: > 0 } tags ? new Dictionary<string, string>(tags, StringComparer.Ordinal) : null;

    private Task<T> RetryAsync<T>(TaskOptions? options, string kind, TaskName name, Func<Task<T>> attempt)
    {
        if (options?.Retry is not { } retry)
        {
            return attempt();
        }

        var number = 0;
        return CallRetry.RunAsync(
            this,
            retry,
            () => As(Attempt(++number), attempt),
            delay => As(Attempt(number + 1), () => CreateTimer(CurrentUtcDateTime + delay, CancellationToken.None)));

        RetryAttempt Attempt(int which) => new(kind, name.Name, which, retry.Policy?.MaxNumberOfAttempts);
    }

    /// <summary>Opens a call for an attempt; it is open before the first await, so the attempt is its alone.</summary>
    private T As<T>(RetryAttempt attempt, Func<T> call)
    {
        _attempt = attempt;
        try
        {
            return call();
        }
        finally
        {
            _attempt = null;
        }
    }

    private async Task<T> CallAsync<T>(Func<int, ScheduledEvent> make, TaskName name)
    {
        var result = await CallAsync(make, name.Name);
        return _payloads.Converter.Deserialize<T>(result)!;
    }

    private OpenTask Open(Func<int, ScheduledEvent> make, string name)
    {
        EnsureInTurn();
        var task = new OpenTask(make(NextTaskId()), name, new TaskCompletionSource<string?>(), _attempt);
        _open.Add(task.Call.TaskId, task);
        OpenActivities += task.Call is TaskScheduled ? 1 : 0;
        Calls.Enqueue(task.Call);
        return task;
    }

    private OpenTask? Close(int taskId)
    {
        if (_open.Remove(taskId, out var task))
        {
            OpenActivities -= task.Call is TaskScheduled ? 1 : 0;
        }

        return task;
    }

    private int NextTaskId()
    {
        if (_nextTaskId == TracedCall)
        {
            TracedLocation = CodeLocation.OfCaller();
        }

        return _nextTaskId < MaxCalls ? _nextTaskId++ : throw new InvalidOperationException(
            $"Orchestrator '{Name}' has made {MaxCalls} calls, the most one generation may make. " +
            "Continue as new from time to time, or give parts of the work to sub-orchestrations.");
    }

    private void CancelTimer(OpenTask timer, CancellationToken cancellationToken)
    {
        if (_open.Remove(timer.Call.TaskId))
        {
            CancelledTimers.Add(timer.Call.TaskId);
            timer.Source.TrySetCanceled(cancellationToken);
        }
    }

    /// <summary>Does what a cancellation asks for, unless it comes from outside the turn: then the orchestration fails.</summary>
    private void InTurn(Action action)
    {
        if (_scheduler.IsRunningHere)
        {
            action();
        }
        else
        {
            _scheduler.ReportLeft();
        }
    }

    private void EnsureInTurn()
    {
        if (!_scheduler.IsRunningHere)
        {
            _scheduler.ReportLeft();
            throw OrchestrationExecutor.LeftThread(Name);
        }
    }
}
