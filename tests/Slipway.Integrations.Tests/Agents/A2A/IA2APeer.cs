namespace Slipway.Integrations.Tests.Agents.A2A;

/// <summary>An agent that does what the first line of its prompt says: <c>SCRIPT</c> and a list of steps in JSON.</summary>
internal interface IA2APeer : IAsyncDisposable
{
    /// <summary>The token that it asks for.</summary>
    const string Token = "token-0123456789";

    /// <summary>Where it is.</summary>
    Uri Address { get; }
}
