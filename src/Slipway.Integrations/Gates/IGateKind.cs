using Slipway.Core;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Gates;

/// <summary>Judges as one kind of gate does.</summary>
internal interface IGateKind
{
    /// <summary>One of <see cref="Slipway.Core.Lifecycle.GateKind"/>.</summary>
    string Kind { get; }

    /// <summary>What this host would have to be given for it; <see langword="null"/> when nothing.</summary>
    SlipwayException? Missing => null;

    /// <summary>As <see cref="IQualityGate.RunAsync"/>.</summary>
    Task<GateResult> RunAsync(GateRun run, CancellationToken cancellationToken);
}
