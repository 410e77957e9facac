using System.Collections.Concurrent;
using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Events;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;
using Slipway.LocalHost.Storage;
using Slipway.LocalHost.Testing;

namespace Slipway.Functions.Tests.Definitions.RandomRuns;

/// <summary>A run of a random definition on the real engine, beside what it should come to: its steps end when they are told to, one
/// after the other, and after each the workflow stands as expected.</summary>
internal sealed class WatchedRun : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly RandomDefinition _definition;
    private readonly RunScene _scene;
    private readonly ExpectedRun _expected;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StepOutcome>> _ends = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _begun = new(StringComparer.Ordinal);

    private WatchedRun(RandomDefinition definition, RunScene scene)
    {
        _definition = definition;
        _scene = scene;
        _expected = new ExpectedRun(definition);
        _scene.Fixture.Activities.Set(nameof(RunStep), AttemptAsync);
        _scene.Fixture.Activities[nameof(StopSteps)] = call => Stop(call.Input<StopStepsInput>()!);
    }

    private DateTimeOffset Now => _scene.Fixture.Clock.GetUtcNow();

    /// <summary>Runs a definition to its end.</summary>
    /// <param name="seed">Gives the definition, what ends when, and where it crashes.</param>
    /// <returns>Whether it crashed on the way.</returns>
    public static async Task<bool> RunAsync(int seed)
    {
        var random = new Random(seed);
        var scene = await RunScene.StartAsync(replayEveryTurn: random.Next(2) == 0);
        await using var run = new WatchedRun(RandomDefinition.Of(seed), scene);
        await run._scene.BeginAsync(run._definition.Definition);
        if (random.Next(3) > 0)
        {
            run._scene.Fixture.CrashAtCommit(random.Next(1, 60));
        }

        run._expected.Advance(run.Now);
        while (!run._expected.IsOver)
        {
            await run.StandsAsync();
            await run.NextAsync(random);
            run._expected.Advance(run.Now);
        }

        await run.EndsAsync();
        return run._scene.Fixture.Crashes > 0;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var end in _ends.Values)
        {
            end.TrySetResult(StepOutcome.Success("The test is over."));
        }

        await _scene.DisposeAsync();
    }

    /// <summary>Lets the next thing happen: an attempt ends, time passes, or somebody decides.</summary>
    private async Task NextAsync(Random random)
    {
        var running = _expected.Running;
        if (_expected.WaitsForDecision || (_expected.HasParked && random.Next(8) == 0))
        {
            _expected.Decide();
            await _scene.RaiseAsync(new WorkflowSignal { Kind = SignalKind.Decide, Actor = "bob" });
        }
        else if (running.Count > 0 && (_expected.NextAlarm is null || random.Next(4) > 0))
        {
            var step = running[random.Next(running.Count)];
            var (end, outcome) = (End(step.Key), Outcome(step.Plan, step.Visit, step.Attempt));
            _expected.End(step, Now);
            end.SetResult(outcome);
        }
        else
        {
            var next = _expected.NextAlarm!.Value;
            _expected.Pass(next);
            _scene.Pass(next - Now);
        }
    }

    private static StepOutcome Outcome(RandomStep step, int visit, int attempt) =>
        step.Fails(visit, attempt) ? RunScene.Failure(ErrorCategory.Transient) : StepOutcome.Success("Done.");

    /// <summary>Waits until the workflow stands as expected, and what should run has begun.</summary>
    private async Task StandsAsync()
    {
        // Not all that happens is told: it is looked at again and again, seldom enough to leave the machine to others.
        using var patience = new CancellationTokenSource(Patience);
        var (expected, actual) = (_expected.Describe(), "");
        while ((actual = await DescribeAsync()) != expected)
        {
            Assert.False(patience.IsCancellationRequested, $"It should stand:\n{expected}\nIt stands:\n{actual}");
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }

        foreach (var step in _expected.Running)
        {
            await Begun(step.Key).Task.WaitAsync(patience.Token);
        }
    }

    private async Task<string> DescribeAsync()
    {
        try
        {
            var instance = await _scene.Fixture.Client.GetInstanceAsync(_scene.Id, getInputsAndOutputs: true);
            return instance?.SerializedCustomStatus is null ? "" : Describe(await _scene.SnapshotAsync());
        }
        catch (TaskHubClosedException)
        {
            return "It has crashed.";
        }
    }

    private static string Describe(DefinitionSnapshot snapshot) => ExpectedRun.Describe(
        snapshot.Status,
        snapshot.Counts.ToDictionary(count => StateOf(count.Key), count => count.Value),
        snapshot.Current.Select(step => (step.Id, step.State, step.Attempt)));

    private static StepState StateOf(string name) => JsonSerializer.Deserialize<StepState>($"\"{name}\"", CoreJson.Options);

    /// <summary>It has ended as expected, and each attempt that was expected ran, and no other one.</summary>
    private async Task EndsAsync()
    {
        var result = await _scene.EndAsync();
        Assert.Equal(_expected.Describe(), Describe(result.Snapshot));
        Assert.Equal(_expected.Attempts.Order(StringComparer.Ordinal), _begun.Keys.Order(StringComparer.Ordinal));
        RunInvariants.Hold(_definition, _scene.Events());
    }

    private async Task<StepResult<StepOutcome>> AttemptAsync(ActivityCall call)
    {
        var input = call.Input<RunStepInput>()!;
        var key = $"{input.Step}/{RunInvariants.VisitOf(input)}/{input.Attempt}/{input.Stops}";
        Begun(key).TrySetResult();
        return StepResult.Succeeded(await End(key).Task.WaitAsync(call.CancellationToken));
    }

    private object? Stop(StopStepsInput input)
    {
        foreach (var stop in input.Steps)
        {
            foreach (var (key, end) in _ends.Where(end => end.Key.StartsWith($"{stop.Step}/", StringComparison.Ordinal)))
            {
                end.TrySetResult(StepOutcome.Failed(ErrorCodes.Cancelled, ErrorCategory.Cancelled, $"{key} was stopped."));
            }
        }

        return null;
    }

    private TaskCompletionSource Begun(string key) =>
        _begun.GetOrAdd(key, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private TaskCompletionSource<StepOutcome> End(string key) =>
        _ends.GetOrAdd(key, _ => new TaskCompletionSource<StepOutcome>(TaskCreationOptions.RunContinuationsAsynchronously));
}
