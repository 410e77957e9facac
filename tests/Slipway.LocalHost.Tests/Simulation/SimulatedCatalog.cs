using System.Diagnostics.CodeAnalysis;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Entities;
using Microsoft.DurableTask.Worker;
using Slipway.LocalHost.Durable;
using Slipway.LocalHost.Durable.Entities;
using Slipway.LocalHost.Hosting.Tasks;
using Slipway.LocalHost.Tests.Simulation.Programs;

namespace Slipway.LocalHost.Tests.Simulation;

/// <summary>The orchestrators, the activities that programs call, and the ledgers.</summary>
internal sealed class SimulatedCatalog(
    IReadOnlyList<Program> programs, Action<ActivityInvocation, string> started, Action<TaskEntityOperation> operated)
    : IDurableTaskCatalog, IVersionedActivities, IEntityCatalog
{
    private readonly Dictionary<string, int> _runs = new(StringComparer.Ordinal);
    private readonly List<TaskCompletionSource<object?>> _slow = [];
    private readonly List<int> _slowValues = [];
    private OrchestrationGate _gate = new(VersionRules.None, filter: null);

    /// <summary>The version of the code: orchestrations of later ones are refused, and left alone.</summary>
    public string Deployed
    {
        get => field;
        set
        {
            field = value;
            _gate = new OrchestrationGate(
                new VersionRules(new DurableTaskWorkerOptions.VersioningOptions
                {
                    Version = value,
                    MatchStrategy = DurableTaskWorkerOptions.VersionMatchStrategy.CurrentOrOlder,
                    FailureStrategy = DurableTaskWorkerOptions.VersionFailureStrategy.Reject,
                }),
                filter: null);
        }
    } = ProgramVersions.Newest;

    /// <summary>How many activities wait for the simulation to let them end.</summary>
    public int SlowOnes => _slow.Count;

    /// <summary>Lets an activity end that takes its time.</summary>
    public void EndSlowOne(int index)
    {
        var (source, value) = (_slow[index], _slowValues[index]);
        _slow.RemoveAt(index);
        _slowValues.RemoveAt(index);
        source.SetResult(Totals.OfWork(value));
    }

    /// <summary>Forgets the activities that died with their process.</summary>
    public void Kill()
    {
        _slow.Clear();
        _slowValues.Clear();
    }

    public bool TryGetOrchestrator(TaskName name, [NotNullWhen(true)] out OrchestratorDelegate? orchestrator)
    {
        var code = ProgramRunner.Find(name.Name, programs);
        orchestrator = code is null ? null : async context =>
        {
            _gate.Check(context);
            return await code(context);
        };
        return orchestrator is not null;
    }

    public bool TryGetActivity(TaskName name, [NotNullWhen(true)] out ActivityDelegate? activity) =>
        TryGetActivity(name, TaskVersion.Unversioned, out activity);

    public bool TryGetActivity(TaskName name, TaskVersion version, [NotNullWhen(true)] out ActivityDelegate? activity)
    {
        activity = (invocation, _) =>
        {
            started(invocation, version.Version);
            return Run(invocation.Name.Name, JsonDataConverter.Default.Deserialize<WorkInput>(invocation.Input)!);
        };
        return true;
    }

    public bool TryGetEntity(string name, [NotNullWhen(true)] out EntityDelegate? entity)
    {
        entity = (operation, _) =>
        {
            operated(operation);
            return Ledgers.RunAsync(operation);
        };
        return name == Ledgers.Name;
    }

    private Task<object?> Run(string name, WorkInput input)
    {
        switch (name)
        {
            case "Slow":
                var source = new TaskCompletionSource<object?>();
                _slow.Add(source);
                _slowValues.Add(input.Value);
                return source.Task;
            case "Flaky":
                var run = _runs[input.Key] = _runs.GetValueOrDefault(input.Key) + 1;
                return run <= input.Failures
                    ? Task.FromException<object?>(new TimeoutException($"run {run} of {input.Key}"))
                    : Task.FromResult<object?>(Totals.OfWork(input.Value));
            case "Broken":
                throw new ProgramFailedException($"broken {input.Value}");
            default:
                return Task.FromResult<object?>(Totals.OfWork(input.Value));
        }
    }
}
