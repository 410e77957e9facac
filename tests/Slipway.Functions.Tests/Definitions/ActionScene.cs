using System.Text.Json;
using Microsoft.DurableTask.Client;
using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Functions.Access;
using Slipway.Functions.Activities;
using Slipway.Functions.Api;

namespace Slipway.Functions.Tests.Definitions;

/// <summary>A workflow whose step <c>t</c> stands in some state, and somebody who does something with it.</summary>
internal sealed class ActionScene : IAsyncDisposable
{
    private const string Compensation = "errorHandling: { compensateWith: { first: undoFirst, t: undo } }";

    /// <summary>For each state: what comes before the steps, the steps, and those that are held.</summary>
    private static readonly Dictionary<string, (string Head, string[] Steps, string[] Held)> States = new(StringComparer.Ordinal)
    {
        ["dependencies"] = ("", [Wait("go"), Echo("t", "go")], []),
        ["queued"] = ("maxConcurrentSteps: 1", [Echo("other"), Echo("t")], ["other"]),
        ["running"] = ("", [Echo("t")], ["t"]),
        ["retry"] = ("", ["{ id: t, uses: test.echo, retry: { maxAttempts: 2, baseDelay: 1h, maxDelay: 1h } }"], []),
        ["approval"] = ("", ["{ id: t, type: approval, config: { approvers: [bob] } }"], []),
        ["approval ahead"] = ("", [Wait("go"), "{ id: t, type: approval, dependsOn: [go], config: { approvers: [bob] } }"], []),
        ["event"] = ("", [Wait("t")], []),
        ["succeeded"] = ("", [Echo("t"), Wait("end")], []),
        ["parked"] = ("", [Echo("t")], []),
        ["parked beside"] = ("", [Echo("t"), Wait("end")], []),
        ["failed"] = ("errorHandling: { strategy: continue }", [Echo("t"), Wait("end")], []),
        ["skipped"] = ("", ["{ id: t, uses: test.echo, when: 'false' }", Wait("end")], []),
        ["cancelled"] = (Compensation, [Echo("first"), Echo("t", "first"), Echo("undo"), Echo("undoFirst")], ["t", "undoFirst"]),
        ["compensated"] =
            (Compensation, [Echo("first"), Echo("t", "first"), Wait("end", "t"), Echo("undo"), Echo("undoFirst")], ["undoFirst"]),
    };

    private readonly RunScene _scene;
    private readonly string[] _held;
    private TaskCompletionSource _heard = NotYet();
    private bool _isBroken;
    private bool _acts;
    private int _markers;

    private ActionScene(RunScene scene, string[] held)
    {
        _scene = scene;
        _held = held;
    }

    /// <summary>How often the step has run.</summary>
    public int Runs => _scene.Steps(EventType.StepStarted).Count(step => step == "t");

    private DurableTaskClient Client => _scene.Fixture.Client;

    /// <summary>Gets the name of the newest marker: a crash may have an older one published again.</summary>
    private string Marker => $"marker-{_markers}";

    public static async Task<ActionScene> StartAsync(string state)
    {
        var (head, steps, held) = States[state];
        var scene = new ActionScene(await RunScene.StartAsync(replayEveryTurn: false), held)
        {
            _isBroken = state is "retry" or "parked" or "parked beside" or "failed",
        };
        await scene.ReachAsync(state, $"id: matrix\n{head}\nsteps:\n{string.Concat(steps.Select(step => $"  - {step}\n"))}");
        return scene;
    }

    /// <summary>Does something, as over HTTP; what is refused there is told the workflow all the same.</summary>
    /// <param name="action">What.</param>
    /// <param name="crashes">Whether the host crashes then.</param>
    /// <returns>Why it is refused, by both.</returns>
    public async Task<string?> ActAsync(string action, bool crashes = false)
    {
        var signal = Signal(action);
        string? refused = null;
        var before = Refusals();
        _markers++;
        (_heard, _acts, _isBroken) = (NotYet(), true, false);
        try
        {
            await new WorkflowControl().SendAsync(Client, _scene.Id, signal, RequestAccess.Open, CancellationToken.None);
        }
        catch (SlipwayException exception)
        {
            Assert.Equal(ErrorCodes.TransitionRefused, exception.Code);
            refused = exception.Message;
            await TellAsync(signal);
        }

        if (crashes)
        {
            await _scene.Fixture.CrashAsync();
        }

        await HeardAsync();
        var isRefused = Refusals() > before;
        Assert.True(
            (refused is not null) == isRefused,
            isRefused ? $"Only the workflow refuses {action}." : $"Only the API refuses: {refused}");
        return refused;
    }

    /// <summary>Lets everything go well from here.</summary>
    /// <returns>How it ended.</returns>
    public async Task<ExecutionStatus> GoOnAsync()
    {
        Array.ForEach(_held, _scene.LetGo);
        for (var round = 0; round < 5; round++)
        {
            var standing = await _scene.StandingAsync();
            if ((await Client.GetInstanceAsync(_scene.Id))!.IsCompleted)
            {
                break;
            }

            foreach (var action in standing.Status switch
            {
                ExecutionStatus.Paused => ["resume"],
                ExecutionStatus.Failed => ["recover"],
                _ => new[] { "approve", "recover", "event", "event go", "event end" },
            })
            {
                await TellAsync(Signal(action));
                await _scene.StandingAsync();
            }
        }

        return (await _scene.EndAsync()).Snapshot.Status;
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    private static string Echo(string id, string? after = null) =>
        $"{{ id: {id}, uses: test.echo, retry: {{ maxAttempts: 1 }}{(after is null ? "" : $", dependsOn: [{after}]")} }}";

    private static string Wait(string id, string? after = null) =>
        $"{{ id: {id}, type: wait, config: {{ event: {id} }}{(after is null ? "" : $", dependsOn: [{after}]")} }}";

    private static WorkflowSignal Signal(string action) => action.Split(' ') switch
    {
        ["event", .. var name] => new WorkflowSignal { Kind = SignalKind.Event, Name = name is [var one] ? one : "t", Actor = "bob" },
        ["recover"] => new WorkflowSignal { Kind = SignalKind.Decide, Decision = Decision.Retry, Actor = "bob" },
        ["input"] => About(SignalKind.ChangeInput) with { Input = JsonSerializer.SerializeToElement(new { n = 2 }) },
        ["retry"] => About(SignalKind.RetryStep),
        ["skip"] => About(SignalKind.SkipStep),
        ["run"] => About(SignalKind.RunStep),
        ["back"] => About(SignalKind.GoBack),
        [var other] => new WorkflowSignal { Kind = Enum.Parse<SignalKind>(other, ignoreCase: true), Actor = "bob" },
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "No such action."),
    };

    private static WorkflowSignal About(SignalKind kind) => new() { Kind = kind, Step = "t", Actor = "bob" };

    private async Task TellAsync(WorkflowSignal signal)
    {
        try
        {
            await Client.RaiseEventAsync(_scene.Id, WorkflowSignal.EventName, signal);
        }
        catch (InvalidOperationException)
        {
            // It has ended meanwhile, and hears nothing more.
        }
    }

    private int Refusals() => _scene.Events().Count(happened => happened.Type == EventType.ActionRefused);

    private async Task ReachAsync(string state, string definition)
    {
        _scene.Plugin = input => !_isBroken || input.Step != "t"
            ? StepOutcome.Success("Done.")
            : RunScene.Failure(state == "retry" ? ErrorCategory.Transient : ErrorCategory.ValidationFailed);
        _scene.Fixture.Activities[nameof(PublishEvents)] = call =>
        {
            if (call.Input<PublishEventsInput>()!.Events.Any(happened => IsMarker(happened) || (_acts && IsEnd(happened))))
            {
                _heard.TrySetResult();
            }

            return null;
        };
        Array.ForEach(_held, _scene.Hold);
        await _scene.BeginAsync(definition);
        switch (state)
        {
            case "queued" or "running":
                await _scene.BegunAsync(_held[0]);
                break;
            case "cancelled":
                await _scene.BegunAsync("t");
                await CancelAsync();
                break;
            case "compensated":
                await _scene.StandingAsync();
                await CancelAsync();
                break;
            default:
                await _scene.StandingAsync();
                break;
        }

        await HeardAsync();
    }

    private async Task CancelAsync()
    {
        await Client.RaiseEventAsync(_scene.Id, WorkflowSignal.EventName, Signal("cancel"));
        await _scene.BegunAsync("undoFirst");
    }

    private static TaskCompletionSource NotYet() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static bool IsEnd(WorkflowEvent happened) =>
        happened.Type is EventType.WorkflowCompleted or EventType.WorkflowCancelled
        || (happened.Type == EventType.WorkflowFailed && happened.Data.TryGetProperty("durationMs", out _));

    private bool IsMarker(WorkflowEvent happened) =>
        happened.Type == EventType.EventReceived && happened.Data.GetProperty("name").GetString() == Marker;

    /// <summary>Waits until it has heard all that it was told so far, or has ended of it: a step that is held keeps it from ever being
    /// idle.</summary>
    private async Task HeardAsync()
    {
        await TellAsync(Signal($"event {Marker}"));
        await _heard.Task.WaitAsync(TimeSpan.FromMinutes(5));
    }
}
