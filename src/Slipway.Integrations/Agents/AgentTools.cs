using Slipway.Core.Ports;
using Slipway.Integrations.Agents.Templates;
using Slipway.Integrations.Processes;
using Slipway.Integrations.Secrets;

namespace Slipway.Integrations.Agents;

/// <summary>What every command agent works with.</summary>
/// <param name="Options">Limits, and what agents may see.</param>
/// <param name="Runner">Runs them.</param>
/// <param name="Artifacts">Keeps their logs.</param>
/// <param name="Secrets">What may not be in anything they print.</param>
/// <param name="Versions">Knows which version is installed.</param>
/// <param name="Sessions">Remembers their sessions.</param>
/// <param name="Time">The clock.</param>
internal sealed record AgentTools(
    IntegrationOptions Options,
    ProcessRunner Runner,
    IArtifactStore Artifacts,
    HostSecrets Secrets,
    AgentVersions Versions,
    AgentSessions Sessions,
    TimeProvider Time)
{
    /// <summary>Where a prompt's file lies while its agent runs.</summary>
    internal string TemporaryDirectory => Path.Combine(RealPath.Of(Options.DataDirectory), "tmp");
}
