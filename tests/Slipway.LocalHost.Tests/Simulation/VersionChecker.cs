using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Storage;
using Slipway.LocalHost.Tests.Simulation.Programs;

namespace Slipway.LocalHost.Tests.Simulation;

/// <summary>
/// What must hold of versions: a generation has the one it was started with, a call the one it was made with; and an orchestration that
/// the deployed code refuses keeps what it has, and loses nothing of what comes for it, until code that fits is there.
/// </summary>
internal static class VersionChecker
{
    /// <summary>Checks a row and what its new events say.</summary>
    public static void CheckTurn(InstanceRow row, IReadOnlyList<HistoryEvent> events, bool runsCode, string deployed)
    {
        var version = ProgramVersions.OfRow(row);
        Must(row.Version == version, $"{row.InstanceId} has version '{row.Version}', not '{version}'");
        foreach (var value in events)
        {
            switch (value)
            {
                case ExecutionStarted start:
                    Must(start.Version == version, $"the start of {row.InstanceId} has version '{start.Version}', not '{version}'");
                    break;
                case TaskScheduled task:
                    var own = ProgramVersions.OfWork(JsonDataConverter.Default.Deserialize<WorkInput>(task.Input)!.Value);
                    Must(task.Version == own, $"{task.Describe()} of {row.InstanceId} has version '{task.Version}', not '{own}'");
                    break;
            }
        }

        var isTermination = events.OfType<ExecutionCompleted>().Any(end => end.Status == OrchestrationRuntimeStatus.Terminated);
        var hasRun = events.Any(value => value is ScheduledEvent or ExecutionCompleted) || runsCode;
        Must(
            ProgramVersions.Fits(version, deployed) || isTermination || !hasRun,
            $"{row.InstanceId} of version {version} ran on {deployed}");
    }

    /// <summary>Checks that an instance that says why it does not go on may say so.</summary>
    public static void CheckRefusal(InstanceRow row) => Must(
        row.Failure is null
            || (row.Version == ProgramVersions.Newest && row.Failure.ErrorMessage.Contains("is greater than the worker version")),
        $"{row.InstanceId} is stalled: {row.Failure?.ErrorMessage}");

    /// <summary>Checks that those which are refused lose nothing.</summary>
    public static void Observe(HubReading hub, IReadOnlyDictionary<long, ShadowInstance> shadows, string deployed)
    {
        foreach (var (key, shadow) in shadows)
        {
            if (!shadow.RunsCode || shadow.End is not null || ProgramVersions.Fits(shadow.Version, deployed))
            {
                shadow.Held = null;
                continue;
            }

            var (inbox, timers) = (hub.Inbox(key).Count, hub.Timers(key).Count);
            Must(
                shadow.Held is not var (messages, times) || (inbox >= messages && timers >= times),
                $"{shadow.Id} is refused, and has lost something: {shadow.Held} became {inbox}, {timers}");
            shadow.Held = (inbox, timers);
        }
    }

    private static void Must(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvariantException(otherwise);
        }
    }
}
