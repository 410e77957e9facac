using Microsoft.Extensions.Logging.Abstractions;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Replay;
using Slipway.LocalHost.Testing;

namespace Slipway.LocalHost.Durable.Export;

/// <summary>Runs code over an exported run.</summary>
internal static class ReplayCheck
{
    public static ReplayResult Run(ExportedHistory run, IDurableTaskCatalog catalog, PayloadLimit payloads)
    {
        var (instance, events) = (run.Instance, run.Events);
        var replayed = UpToTermination(events);
        ReplayResult Result(ReplayDifference? difference) =>
            new(instance.InstanceId, instance.Name, events.Count, difference?.Place ?? replayed.Count, difference, run.FirstAltered);

        if (!catalog.TryGetOrchestrator(instance.Name, out var orchestrator))
        {
            return Result(new ReplayDifference(
                0,
                events.FirstOrDefault()?.Timestamp ?? instance.CreatedAt,
                $"orchestrator '{instance.Name}'",
                "no orchestrator of that name"));
        }

        try
        {
            new OrchestrationExecutor(instance, orchestrator, payloads, NullLoggerFactory.Instance, _ => { }).Replay(replayed);
            return Result(difference: null);
        }
        catch (OrchestrationRejectedException rejection)
        {
            var refusal = $"a refusal ({rejection.Message})";
            return Result(new ReplayDifference(0, instance.CreatedAt, $"orchestrator '{instance.Name}'", refusal));
        }
        catch (NonDeterministicOrchestrationException exception)
        {
            var place = Math.Min(exception.Sequence, events.Count - 1);
            var at = place < 0 ? instance.CreatedAt : events[place].Timestamp;
            return Result(new ReplayDifference(exception.Sequence, at, exception.Recorded, exception.Actual));
        }
    }

    /// <summary>A termination ends an orchestration without its code; so does a host that had no code for it.</summary>
    private static List<HistoryEvent> UpToTermination(IReadOnlyList<HistoryEvent> events)
    {
        var withoutCode = events.Any(value => value is ExecutionTerminated
            or ExecutionCompleted { Failure.ErrorType: Failure.OrchestratorNotFound });
        return withoutCode
            ? [.. events.Take(events.ToList().FindLastIndex(value => value is OrchestratorStarted))]
            : [.. events];
    }
}
