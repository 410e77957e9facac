namespace Microsoft.Azure.Functions.Worker;

/// <summary>One SignalR service among several. This host is the only one it knows.</summary>
public sealed class SignalREndpoint
{
    /// <summary>What part it plays.</summary>
    public SignalREndpointType EndpointType { get; set; }

    /// <summary>Its name.</summary>
    public string Name { get; set; } = null!;

    /// <summary>Its address.</summary>
    public string Endpoint { get; set; } = null!;

    /// <summary>Whether it can be reached.</summary>
    public bool Online { get; set; }
}
