using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Gates;

/// <summary>A gate that is a command line: exit code 0 passes.</summary>
internal sealed class CommandGate(GateCommand command) : IGateKind
{
    public string Kind => GateKind.Command;

    /// <inheritdoc/>
    public async Task<GateResult> RunAsync(GateRun run, CancellationToken cancellationToken) =>
        (await command.RunAsync(run, run.Command, keptBytes: 0, cancellationToken)).Result;
}
