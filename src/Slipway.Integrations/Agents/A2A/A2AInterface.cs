namespace Slipway.Integrations.Agents.A2A;

/// <summary>Where and how an agent is spoken to, as its card says.</summary>
/// <param name="Url">Where requests go.</param>
/// <param name="Version">The protocol's version there.</param>
/// <param name="Said">The same as each request names it: major and minor.</param>
/// <param name="Tenant">What each request has to name; <see langword="null"/>: nothing.</param>
/// <param name="AgentVersion">The agent's own version.</param>
internal sealed record A2AInterface(Uri Url, A2AVersion Version, string Said, string? Tenant, string? AgentVersion);
