using Slipway.Core.Ports;

namespace Slipway.Integrations.Gates;

/// <summary>Judges as one kind of gate does.</summary>
internal interface IGateKind
{
    /// <summary>One of <see cref="Slipway.Core.Lifecycle.GateKind"/>.</summary>
    string Kind { get; }

    /// <summary>As <see cref="IQualityGate.RunAsync"/>.</summary>
    Task<GateResult> RunAsync(GateRun run, CancellationToken cancellationToken);
}
