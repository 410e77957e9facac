using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Moq;
using Slipway.Core;
using Slipway.Core.Definitions;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;
using Slipway.Functions.Entities;
using Slipway.Functions.Orchestrators.Definitions;
using Slipway.LocalHost.Storage;
using Slipway.LocalHost.Testing;
using TaskCompletedEvent = DurableTask.Core.History.TaskCompletedEvent;

namespace Slipway.Functions.Tests.Definitions;

/// <summary>Runs definitions on the real engine, in virtual time; what plugins do is the test's.</summary>
internal sealed class RunScene : IAsyncDisposable
{
    private readonly LocalHostFixture _fixture;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<bool>> _held = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _begun = new(StringComparer.Ordinal);
    private int _running;
    private int _delivered;

    private RunScene(LocalHostFixture fixture) => _fixture = fixture;

    /// <summary>What a step's plugin does; by default it succeeds with its config as its outputs.</summary>
    public Func<RunStepInput, StepOutcome> Plugin { get; set; } = input => StepOutcome.Success("Done.", input.Config);

    public LocalHostFixture Fixture => _fixture;

    /// <summary>Whether a plugin that is to be stopped is as good as done, and ends as it would have.</summary>
    public bool StopSucceeds { get; set; }

    /// <summary>The most plugins that ever ran at once.</summary>
    public int MostAtOnce { get; private set; }

    public string Id { get; } = Some.Id;

    /// <summary>The attempts of plugins so far, as step and attempt.</summary>
    public IReadOnlyList<RunStepInput> Attempts =>
        [.. _fixture.Activities.CallsOf(nameof(RunStep)).Select(call => call.Input<RunStepInput>()!)];

    public static async Task<RunScene> StartAsync(
        bool replayEveryTurn = true, SlipwayOptions? options = null, ILoggerFactory? logs = null)
    {
        var scene = new RunScene(await LocalHostFixture.StartAsync(
            tasks => tasks
                .AddOrchestratorFunc<DefinitionRunRequest, DefinitionRunResult>(
                    nameof(DefinitionRunner), (context, _) => DefinitionRunner.RunAsync(context))
                .AddEntity(nameof(AgentCircuit), services => new AgentCircuit(
                    Options.Create(options ?? new SlipwayOptions()), Mock.Of<IAgentCatalog>(agents => agents.Groups == new[] { "Both" }),
                    services.GetRequiredService<TimeProvider>()))
                .AddEntity(nameof(Admission), _ => new Admission(Options.Create(options ?? new SlipwayOptions())))
                .AddEntity(nameof(Claims), _ => new Claims())
                .AddEntity(nameof(StepTimes), _ => new StepTimes()),
            new LocalHostFixtureOptions
            {
                ReplayEveryTurn = replayEveryTurn, LoggerFactory = logs, Patience = TimeSpan.FromMinutes(5),
            }));
        scene.Stub();
        return scene;
    }

    public static WorkflowDefinition Definition(string yaml)
    {
        var reading = DefinitionReader.Read(yaml, "test.yaml");
        Assert.Empty(reading.Problems);
        return reading.Definition!;
    }

    /// <summary>Starts a definition.</summary>
    public Task BeginAsync(
        string yaml, object? inputs = null, string? actor = "ann", IReadOnlyDictionary<string, PluginFacts>? plugins = null,
        WorkflowBudget? budget = null) =>
        BeginAsync(Definition(yaml), inputs, actor, plugins, budget);

    public async Task BeginAsync(
        WorkflowDefinition definition, object? inputs = null, string? actor = "ann",
        IReadOnlyDictionary<string, PluginFacts>? plugins = null, WorkflowBudget? budget = null, string? repository = null)
    {
        var reading = InputValidator.Validate(definition, JsonSerializer.SerializeToElement(inputs ?? new { }));
        Assert.Empty(reading.Problems);
        var request = new DefinitionRunRequest
        {
            Definition = definition, Inputs = reading.Inputs, Actor = actor, Agent = new AgentSelector("first"),
            Plugins = plugins ?? new Dictionary<string, PluginFacts>(StringComparer.Ordinal), Budget = budget,
            Repository = repository,
        };
        await DespiteCrashAsync(async () => await _fixture.Client.GetInstanceAsync(Id) is null
            ? await _fixture.Client.ScheduleNewOrchestrationInstanceAsync(
                nameof(DefinitionRunner), request, new StartOrchestrationOptions(Id))
            : Id);
    }

    /// <summary>Runs a definition to its end, time passing.</summary>
    public async Task<DefinitionRunResult> RunAsync(string yaml, object? inputs = null)
    {
        await BeginAsync(yaml, inputs);
        return await EndAsync();
    }

    public async Task<DefinitionRunResult> EndAsync() => (await _fixture.ResultAsync<DefinitionRunResult>(Id))!;

    /// <summary>Lets everything happen that can happen now, and tells how the workflow stands.</summary>
    public async Task<DefinitionSnapshot> StandingAsync()
    {
        await _fixture.RunUntilIdleAsync();
        return await SnapshotAsync();
    }

    public async Task<DefinitionSnapshot> SnapshotAsync(string? id = null)
    {
        var instance = await _fixture.Client.GetInstanceAsync(id ?? Id, getInputsAndOutputs: true);
        return JsonSerializer.Deserialize<DefinitionSnapshot>(instance!.SerializedCustomStatus!, CoreJson.Options)!;
    }

    public async Task<DefinitionSnapshot> SendAsync(WorkflowSignal signal, string? to = null)
    {
        await RaiseAsync(signal, to);
        return await StandingAsync();
    }

    public Task<DefinitionSnapshot> SendAsync(
        SignalKind kind, string? step = null, string actor = "bob", string? reason = null, string? to = null) =>
        SendAsync(new WorkflowSignal { Kind = kind, Step = step, Actor = actor, Reason = reason }, to);

    /// <summary>Whatever definition a subflow names, it is this one.</summary>
    public void Resolve(string yaml) => _fixture.Activities[nameof(ResolveDefinition)] = call => StepResult.Succeeded(
        new ResolvedDefinition(
            Definition(yaml), call.Input<ResolveDefinitionInput>()!.Inputs, new Dictionary<string, PluginFacts>(StringComparer.Ordinal)));

    /// <summary>Sends a signal without waiting for what comes of it; again when the host crashes meanwhile, which counts once.</summary>
    public Task RaiseAsync(WorkflowSignal signal, string? to = null)
    {
        var once = signal with { DeliveryId = $"delivery {++_delivered}" };
        return DespiteCrashAsync(async () =>
        {
            await _fixture.Client.RaiseEventAsync(to ?? Id, WorkflowSignal.EventName, once);
            return to ?? Id;
        });
    }

    /// <summary>Sends an event that steps wait for.</summary>
    public Task<DefinitionSnapshot> HappenAsync(string name, string? to = null) =>
        SendAsync(new WorkflowSignal { Kind = SignalKind.Event, Name = name, Actor = "ci" }, to);

    /// <summary>Keeps a step's plugin from ending until it is let go or stopped.</summary>
    public void Hold(string step) => _held[step] = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);

    public void LetGo(string step) => LetGo(step, isStopped: false);

    /// <summary>Waits until a step's plugin has begun.</summary>
    public Task BegunAsync(string step) => Begun(step).Task.WaitAsync(TimeSpan.FromMinutes(5));

    /// <summary>Moves the clock while a plugin runs, which keeps it standing otherwise.</summary>
    public void Pass(TimeSpan time) => _fixture.Clock.Advance(time);

    /// <summary>Waits until something has happened while a plugin runs, which keeps the workflow from ever being idle.</summary>
    public async Task UntilAsync(string type)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        while (Events().All(happened => happened.Type != type))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, patience.Token);
        }
    }

    /// <summary>What happened, in order, each once.</summary>
    public IReadOnlyList<WorkflowEvent> Events(string? id = null) =>
    [
        .. _fixture.Activities.CallsOf(nameof(PublishEvents))
            .Where(call => call.InstanceId == (id ?? Id))
            .SelectMany(call => call.Input<PublishEventsInput>()!.Events)
            .DistinctBy(happened => happened.Sequence)
            .OrderBy(happened => happened.Sequence),
    ];

    public IReadOnlyList<string> Steps(string type) =>
        [.. Events().Where(happened => happened.Type == type).Select(happened => happened.Data.GetProperty("step").GetString()!)];

    /// <summary>The workflows that steps started, in that order.</summary>
    public IReadOnlyList<string> Children => ChildrenOf(Id);

    /// <summary>Those that a workflow's steps started.</summary>
    public IReadOnlyList<string> ChildrenOf(string id) =>
    [
        .. Events(id).Where(happened => happened.Type == EventType.ChildStarted)
            .Select(happened => happened.Data.GetProperty("child").GetString()!),
    ];

    /// <summary>The last event of a type.</summary>
    public JsonElement Last(string type) => Events().Last(happened => happened.Type == type).Data;

    public static StepOutcome Failure(
        ErrorCategory category = ErrorCategory.ValidationFailed, string message = "It failed.", TimeSpan? retryAfter = null) =>
        StepOutcome.Failed(ErrorCodes.StepFailed, category, message) with { RetryAfter = retryAfter };

    public ValueTask DisposeAsync()
    {
        foreach (var step in _held.Keys)
        {
            LetGo(step);
        }

        return _fixture.DisposeAsync();
    }

    private static async Task DespiteCrashAsync(Func<Task<string>> work)
    {
        for (var hasCrashed = false; ;)
        {
            try
            {
                await work();
                return;
            }
            catch (TaskHubClosedException)
            {
                // The call that was under way has failed, and may have been heard all the same.
                hasCrashed = true;
            }
            catch (InvalidOperationException) when (hasCrashed)
            {
                // It was heard, and the workflow has ended of it.
                return;
            }
        }
    }

    private TaskCompletionSource Begun(string step) =>
        _begun.GetOrAdd(step, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private void Stub()
    {
        _fixture.Activities[nameof(PublishEvents)] = _ => null;
        _fixture.Activities[nameof(CloseWorkspace)] = _ => null;
        _fixture.Activities[nameof(FreePlaces)] = _ => null;
        _fixture.Activities.Set(nameof(HasEnded), async call => await HasEnded.RunAsync(
            call.Input<string>()!, _fixture.Client, call.CancellationToken));
        _fixture.Activities[nameof(ReportProgress)] = _ => Some.Ok("commit1");
        _fixture.Activities.Set(nameof(RunStep), RunPluginAsync);
        _fixture.Activities.Set(nameof(StopSteps), StopAsync);
    }

    private void LetGo(string step, bool isStopped)
    {
        if (_held.TryRemove(step, out var held))
        {
            held.SetResult(isStopped);
        }
    }

    /// <summary>Stops what is held. What ends as it would have has been heard of by then.</summary>
    private async Task<object?> StopAsync(ActivityCall call)
    {
        foreach (var stop in call.Input<StopStepsInput>()!.Steps.Where(stop => _held.ContainsKey(stop.Step)))
        {
            var before = await CompletedAsync();
            LetGo(stop.Step, isStopped: !StopSucceeds);
            while (StopSucceeds && await CompletedAsync() == before)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, call.CancellationToken);
            }
        }

        return null;
    }

    private async Task<int> CompletedAsync() =>
        (await _fixture.Client.GetOrchestrationHistoryAsync(Id)).Count(happened => happened is TaskCompletedEvent);

    private async Task<StepResult<StepOutcome>> RunPluginAsync(ActivityCall call)
    {
        var input = call.Input<RunStepInput>()!;
        lock (_held)
        {
            MostAtOnce = Math.Max(MostAtOnce, ++_running);
        }

        try
        {
            Begun(input.Step).TrySetResult();
            if (_held.TryGetValue(input.Step, out var held))
            {
                if (await held.Task.WaitAsync(call.CancellationToken))
                {
                    return StepResult.Succeeded(
                        StepOutcome.Failed(ErrorCodes.Cancelled, ErrorCategory.Cancelled, $"'{input.Step}' was stopped."));
                }
            }
            else
            {
                await Task.Yield();
            }

            return StepResult.Succeeded(Plugin(input));
        }
        finally
        {
            lock (_held)
            {
                _running--;
            }
        }
    }
}
