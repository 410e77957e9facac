using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Replay;

/// <summary>Replays a history with today's code, beside the engine: nothing is written, logged or called.</summary>
internal sealed class HistoryReplayer(IDurableTaskCatalog catalog, PayloadLimit payloads, DurableEngineOptions options)
{
    /// <summary>Rebuilds an orchestration; false when its code is missing or does something else.</summary>
    public bool TryReplay(
        InstanceRow instance, IReadOnlyList<HistoryEvent> history, [NotNullWhen(true)] out OrchestrationExecutor? executor)
    {
        executor = null;
        if (!catalog.TryGetOrchestrator(instance.Name, out var orchestrator))
        {
            return false;
        }

        var replayed = new OrchestrationExecutor(instance, orchestrator, payloads, NullLoggerFactory.Instance, _ => { })
        {
            ComparesInputs = options.CompareInputs,
            MaxCalls = options.MaxOrchestrationActions,
        };
        try
        {
            replayed.Replay(history);
            executor = replayed;
            return true;
        }
        catch (Exception exception) when (exception is NonDeterministicOrchestrationException or OrchestrationRejectedException)
        {
            return false;
        }
    }
}
