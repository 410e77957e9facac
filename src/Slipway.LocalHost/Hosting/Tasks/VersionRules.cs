using Microsoft.DurableTask.Abstractions;
using Microsoft.DurableTask.Worker;
using Slipway.LocalHost.Durable;

namespace Slipway.LocalHost.Hosting.Tasks;

/// <summary>Which versions of orchestrations this host's code runs, and what becomes of the others.</summary>
internal sealed class VersionRules(DurableTaskWorkerOptions.VersioningOptions? options)
{
    private const string Mismatch = "VersionMismatch";

    /// <summary>All versions; no default.</summary>
    public static VersionRules None { get; } = new(options: null);

    /// <summary>The version of sub-orchestrations that are started without one; null when they have none.</summary>
    public string? DefaultVersion => options?.DefaultVersion is { Length: > 0 } version ? version : null;

    /// <summary>Refuses an orchestration of a version that does not fit.</summary>
    /// <exception cref="DetailedFailureException">It does not fit, and is to fail.</exception>
    /// <exception cref="OrchestrationRejectedException">It does not fit, and is to be left alone.</exception>
    public void Check(string orchestrationVersion)
    {
        if (options is null || Fault(orchestrationVersion, options.Version ?? string.Empty) is not { } fault)
        {
            return;
        }

        throw options.FailureStrategy == DurableTaskWorkerOptions.VersionFailureStrategy.Fail
            ? DetailedFailureException.Named(Mismatch, fault)
            : new OrchestrationRejectedException(fault);
    }

    private string? Fault(string version, string own)
    {
        var comparison = TaskOrchestrationVersioningUtils.CompareVersions(version, own);
        return options!.MatchStrategy switch
        {
            DurableTaskWorkerOptions.VersionMatchStrategy.Strict when comparison != 0
                => $"The orchestration version '{version}' does not match the worker version '{own}'.",
            DurableTaskWorkerOptions.VersionMatchStrategy.CurrentOrOlder when comparison > 0
                => $"The orchestration version '{version}' is greater than the worker version '{own}'.",
            _ => null,
        };
    }
}
