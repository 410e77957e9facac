using Slipway.Core;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Gates;

/// <summary>Finds the kind of a gate, and lets it judge.</summary>
internal sealed class QualityGates(IEnumerable<IGateKind> kinds) : IQualityGate
{
    private readonly Dictionary<string, IGateKind> _kinds = kinds.ToDictionary(kind => kind.Kind, StringComparer.Ordinal);

    /// <inheritdoc/>
    public SlipwayException? Missing(GateSpec gate)
    {
        ArgumentNullException.ThrowIfNull(gate);
        return _kinds.GetValueOrDefault(gate.Kind ?? "")?.Missing is { } missing
            ? new SlipwayException(missing.Code, $"The gate '{gate.Name}' cannot be run: {missing.Message}", missing.Category)
            : null;
    }

    /// <inheritdoc/>
    public Task<GateResult> RunAsync(GateRun run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        var problem = GateKind.Problem(new GateSpec(run.Name, run.Command) { Kind = run.Kind, Settings = run.Settings });
        return problem is null
            ? _kinds[run.Kind].RunAsync(run, cancellationToken)
            : throw new SlipwayException(ErrorCodes.InvalidRequest, $"The gate '{run.Name}' cannot be run: {problem}");
    }
}
