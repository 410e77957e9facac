using System.Collections.Immutable;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker;
using Slipway.LocalHost.Durable;

namespace Slipway.LocalHost.Hosting.Tasks;

#pragma warning disable CS0618 // The filter is experimental in the package, and marked so by [Obsolete].

/// <summary>Decides, before an orchestrator's code runs, whether this host may run it: by version, then by the app's filter.</summary>
internal sealed class OrchestrationGate(VersionRules versions, IOrchestrationFilter? filter)
{
    /// <summary>The version of sub-orchestrations that are started without one; null when they have none.</summary>
    public string? DefaultVersion => versions.DefaultVersion;

    /// <summary>Refuses an orchestration. It runs on the orchestration's scheduler, so it blocks rather than awaits.</summary>
    /// <exception cref="DetailedFailureException">It is to fail.</exception>
    /// <exception cref="OrchestrationRejectedException">It is to be left alone.</exception>
    public void Check(TaskOrchestrationContext context)
    {
        versions.Check(context.Version);
        if (filter is null)
        {
            return;
        }

        var parameters = new OrchestrationFilterParameters
        {
            Name = context.Name,
            Tags = (context as IOrchestrationTags)?.Tags ?? ImmutableDictionary<string, string>.Empty,
        };
        if (!Task.Run(() => filter.IsOrchestrationValidAsync(parameters).AsTask()).GetAwaiter().GetResult())
        {
            throw new OrchestrationRejectedException($"The worker's filter refuses orchestration '{context.Name}'.");
        }
    }
}
