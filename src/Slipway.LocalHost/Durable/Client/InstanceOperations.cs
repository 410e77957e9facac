using Slipway.LocalHost.Durable.Export;
using Slipway.LocalHost.Durable.Fork;
using Slipway.LocalHost.Durable.Rewind;
using Slipway.LocalHost.Durable.Verification;
using Slipway.LocalHost.Durable.Waiting;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Client;

/// <summary>What an operator can do with instances on this task hub, beyond the durable client.</summary>
internal sealed class InstanceOperations(
    TaskHubReader reader,
    InstanceRewinding rewinding,
    StepRewinding steps,
    InstanceForking forking,
    WaitReporter waits,
    StoreTrials trials)
{
    public InstanceRewinding Rewinding => rewinding;

    public StepRewinding Steps => steps;

    public InstanceForking Forking => forking;

    /// <summary>Whether what is asked for can be kept.</summary>
    public StoreTrials Trials => trials;

    /// <summary>Follows the seals of an instance's history; null when there is no such instance.</summary>
    public HistoryVerification? Verify(string instanceId) =>
        reader.ReadTurns(instanceId) is var (instance, turns) ? new HistoryVerifier(instance).Verify(turns) : null;

    /// <summary>An instance's current generation as one JSON document; null when there is no such instance.</summary>
    public byte[]? Export(string instanceId) =>
        reader.ReadTurns(instanceId) is var (instance, turns) ? HistoryExport.Write(instance, turns) : null;

    /// <summary>Why an instance waits; null when there is no such instance.</summary>
    public WaitingReport? WhyWaiting(string instanceId) => waits.Report(instanceId);
}
