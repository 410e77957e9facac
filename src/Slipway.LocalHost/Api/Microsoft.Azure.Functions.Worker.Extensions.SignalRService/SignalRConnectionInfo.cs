namespace Microsoft.Azure.Functions.Worker;

/// <summary>With what a client connects to a hub. Clients expect its names in lower case: hand them the bound string instead.</summary>
public sealed class SignalRConnectionInfo
{
    /// <summary>The hub's address.</summary>
    public string Url { get; set; } = null!;

    /// <summary>The token to present there.</summary>
    public string AccessToken { get; set; } = null!;
}
