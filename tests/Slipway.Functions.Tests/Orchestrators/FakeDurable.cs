using System.Reflection;
using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Functions.Activities;
using Slipway.Functions.Orchestrators;

namespace Slipway.Functions.Tests.Orchestrators;

/// <summary>
/// Drives the lifecycle over a mocked <see cref="TaskOrchestrationContext"/>: scripted activities, a clock that stands until it is
/// advanced, external events as the real stack gives them. One thread; each completion is a turn of its own, as on a real host.
/// Whatever a script does, it checks what must always hold.
/// </summary>
internal sealed class FakeDurable
{
    private const int MaxTurns = 10_000;

    private static readonly MethodInfo Call = typeof(FakeDurable)
        .GetMethod(nameof(CallActivity), BindingFlags.Instance | BindingFlags.NonPublic)!;

    private readonly Mock<TaskOrchestrationContext> _context = new() { CallBase = true };
    private readonly TurnContext _turns = new();
    private readonly Queue<Action> _completions = new();
    private readonly Dictionary<string, Queue<object>> _next = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Func<JsonElement, object?>> _always = new(StringComparer.Ordinal);
    private readonly Stack<TaskCompletionSource<JsonElement>> _waiters = new();
    private readonly Queue<JsonElement> _buffered = new();
    private readonly Queue<Guid> _guids = new();
    private Task<WorkflowResult>? _run;
    private string _publishedState = "IDLE";
    private int _guidsMade;

    public FakeDurable(WorkflowRequest request)
    {
        Entities = new FakeEntities(this);
        _context.Setup(context => context.Entities).Returns(() => Entities.Feature);
        _context.Setup(context => context.SendEvent(It.IsAny<string>(), WorkflowSignal.EventName, It.IsAny<object>()))
            .Callback((string id, string _, object payload) => Sent.Add((id, (WorkflowSignal)payload)));
        _context.Setup(context => context.InstanceId).Returns(Some.Id);
        _context.Setup(context => context.CurrentUtcDateTime).Returns(() => Now);
        _context.Setup(context => context.NewGuid()).Returns(NewGuid);
        _context.Setup(context => context.GetInput<WorkflowRequest>()).Returns(RoundTrip<WorkflowRequest>(request)!);
        _context.Setup(context => context.CreateReplaySafeLogger(It.IsAny<string>())).Returns(NullLogger.Instance);
        _context.Setup(context => context.SetCustomStatus(It.IsAny<object?>())).Callback<object?>(ShowStatus);
        _context.Setup(context => context.CreateTimer(It.IsAny<DateTime>(), It.IsAny<CancellationToken>())).Returns(CreateTimer);
        _context.Setup(context => context.WaitForExternalEvent<JsonElement>(It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .Returns((string name, CancellationToken _) => WaitForSignal(name));
        _context
            .Setup(context => context.CallActivityAsync<It.IsAnyType>(It.IsAny<TaskName>(), It.IsAny<object?>(), It.IsAny<TaskOptions?>()))
            .Returns(new InvocationFunc(invocation =>
                Call.MakeGenericMethod(invocation.Method.GetGenericArguments()).Invoke(this, [.. invocation.Arguments])!));
    }

    public DateTime Now { get; private set; } = Some.Time.UtcDateTime;

    public DateTimeOffset Time => new(Now, TimeSpan.Zero);

    public List<ActivityCall> Calls { get; } = [];

    public List<FakeTimer> Timers { get; } = [];

    public FakeEntities Entities { get; }

    /// <summary>What it told other workflows.</summary>
    public List<(string Id, WorkflowSignal Signal)> Sent { get; } = [];

    public List<WorkflowEvent> Events { get; } = [];

    public List<string> Statuses { get; } = [];

    public int MostWaiters { get; private set; }

    public WorkflowSnapshot Status => JsonSerializer.Deserialize<WorkflowSnapshot>(Statuses[^1], CoreJson.Options)!;

    public bool IsOver => _run is { IsCompleted: true };

    public WorkflowSnapshot Result => IsOver
        ? RoundTrip<WorkflowResult>(_run!.GetAwaiter().GetResult())!.Snapshot
        : throw new InvalidOperationException($"It is not over: {Statuses[^1]}");

    public IEnumerable<FakeTimer> LiveTimers => Timers.Where(timer => timer.IsLive);

    /// <summary>The states entered, as the published events say.</summary>
    public IEnumerable<string> States => All(EventType.StateChanged).Select(data => data.GetProperty("to").GetString()!);

    /// <summary>The names of the activities called, but for the publishing of events and the telling of pull requests.</summary>
    public IEnumerable<string> Work =>
        Calls.Select(call => call.Name).Where(name => name is not (nameof(PublishEvents) or nameof(ReportProgress)));

    /// <summary>The data of all published events of a type.</summary>
    public IReadOnlyList<JsonElement> All(string type) =>
        [.. Events.Where(happened => happened.Type == type).Select(happened => happened.Data)];

    public IReadOnlyList<T> Inputs<T>(string activity) => [.. Calls.Where(call => call.Name == activity).Select(call => call.Input<T>())];

    /// <summary>What an activity does when nothing else is scripted. A returned exception is thrown.</summary>
    public void Always(string activity, Func<JsonElement, object?> reply) => _always[activity] = reply;

    /// <summary>What an activity's next calls do, in order. An exception is thrown.</summary>
    public void Next(string activity, params object[] replies)
    {
        foreach (var reply in replies)
        {
            Replies(activity).Enqueue(reply);
        }
    }

    /// <summary>Has an activity's next call run until the test ends it.</summary>
    public HeldActivity Hold(string activity)
    {
        var held = new HeldActivity(this);
        Replies(activity).Enqueue(held);
        return held;
    }

    /// <summary>Has something happen in a turn of its own.</summary>
    public void CompleteLater(Action completion) => _completions.Enqueue(completion);

    public void NextGuid(Guid guid) => _guids.Enqueue(guid);

    public void Start() => Deliver(() => _run = CiCdLifecycle.RunAsync(_context.Object));

    public void Send(SignalKind kind, string actor = "alice") =>
        Send(new WorkflowSignal { Kind = kind, Actor = actor, Reason = "because" });

    /// <summary>Raises the external event as a client does.</summary>
    public void Send(WorkflowSignal signal) => SendJson(JsonDataConverter.Default.Serialize(signal)!);

    public void SendJson(string payload) => SendRaw(JsonElement.Parse(payload));

    public void SendRaw(JsonElement payload) => Deliver(() =>
    {
        if (_waiters.TryPop(out var waiter))
        {
            waiter.SetResult(payload);
        }
        else
        {
            _buffered.Enqueue(payload);
        }
    });

    /// <summary>Lets time pass; timers fire in the order they are due.</summary>
    public void Advance(TimeSpan time)
    {
        var until = Now + time;
        while (NextTimer() is { } timer && timer.FireAt <= until)
        {
            Now = timer.FireAt > Now ? timer.FireAt : Now;
            Deliver(timer.Fire);
        }

        Now = until;
    }

    /// <summary>Runs a turn with what has happened, and all turns that follow from it without time passing.</summary>
    public void Deliver(Action happened)
    {
        _turns.Run(happened);
        for (var turn = 0; ; turn++)
        {
            Assert.True(turn < MaxTurns, "The orchestrator never comes to rest.");
            if (_completions.TryDequeue(out var completion))
            {
                _turns.Run(completion);
            }
            else if (NextTimer() is { } timer && timer.FireAt <= Now)
            {
                _turns.Run(timer.Fire);
            }
            else
            {
                break;
            }
        }

        if (_run is { IsFaulted: true })
        {
            _run.GetAwaiter().GetResult();
        }
    }

    private static T? RoundTrip<T>(object? value) => JsonDataConverter.Default.Deserialize<T>(JsonDataConverter.Default.Serialize(value));

    private Guid NewGuid() => _guids.TryDequeue(out var scripted) ? scripted : new Guid(++_guidsMade, 0, 0, new byte[8]);

    private Queue<object> Replies(string activity) =>
        _next.TryGetValue(activity, out var replies) ? replies : _next[activity] = new Queue<object>();

    private FakeTimer? NextTimer() => LiveTimers.MinBy(timer => timer.FireAt);

    private Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        Assert.Equal(DateTimeKind.Utc, fireAt.Kind);
        Timers.Add(new FakeTimer(Now, fireAt, cancellationToken));
        return Timers[^1].Task;
    }

    private Task<JsonElement> WaitForSignal(string name)
    {
        Assert.Equal(WorkflowSignal.EventName, name);
        var waiter = new TaskCompletionSource<JsonElement>();
        if (_buffered.TryDequeue(out var payload))
        {
            waiter.SetResult(payload);
        }
        else
        {
            _waiters.Push(waiter);
            MostWaiters = Math.Max(MostWaiters, _waiters.Count);
        }

        return waiter.Task;
    }

    private void ShowStatus(object? status)
    {
        var json = JsonDataConverter.Default.Serialize(status)!;
        Assert.True(json.Length < WorkflowSnapshot.MaxJsonLength, $"The custom status has {json.Length} characters.");
        Statuses.Add(json);
    }

    private Task<T> CallActivity<T>(TaskName name, object? input, TaskOptions? options)
    {
        var call = new ActivityCall(name.Name, JsonDataConverter.Default.Serialize(input) ?? "null", options, Now);
        var result = new TaskCompletionSource<T>();
        Attempt(1);
        return result.Task;

        void Attempt(int attempt)
        {
            Calls.Add(call);
            if (call.Name == nameof(PublishEvents))
            {
                Publish(call, isFirst: attempt == 1);
            }

            var reply = Replies(call.Name).TryDequeue(out var next) ? next
                : _always.TryGetValue(call.Name, out var always) ? always(call.Json)
                : throw new InvalidOperationException($"Nothing is scripted for {call.Name}.");
            if (reply is HeldActivity held)
            {
                held.Begin(call.Json, Complete, exception => Fail(attempt, exception));
            }
            else
            {
                _completions.Enqueue(() => End(attempt, reply));
            }
        }

        void End(int attempt, object? reply)
        {
            if (reply is Exception exception)
            {
                Fail(attempt, exception);
            }
            else
            {
                Complete(reply);
            }
        }

        void Complete(object? value) => result.SetResult(RoundTrip<T>(value)!);

        void Fail(int attempt, Exception exception)
        {
            if (attempt < (options?.Retry?.Policy?.MaxNumberOfAttempts ?? 1))
            {
                Attempt(attempt + 1);
            }
            else
            {
                result.SetException(new TaskFailedException(call.Name, Calls.Count, exception));
            }
        }
    }

    private void Publish(ActivityCall call, bool isFirst)
    {
        if (!isFirst)
        {
            return;
        }

        foreach (var happened in call.Input<PublishEventsInput>().Events)
        {
            Assert.Equal(Events.Count + 1, happened.Sequence);
            Assert.Equal(Some.Id, happened.WorkflowId);
            Events.Add(happened);
            if (happened.Type == EventType.StateChanged)
            {
                Assert.Equal(_publishedState, happened.Data.GetProperty("from").GetString());
                _publishedState = happened.Data.GetProperty("to").GetString()!;
            }
        }

        // Whoever reads the status because of an event finds the state that the event told of.
        Assert.Equal(_publishedState, Status.State.ToName());
        Assert.Equal(Status.State == WorkflowState.Failed, Status.Failure is not null);
    }
}
