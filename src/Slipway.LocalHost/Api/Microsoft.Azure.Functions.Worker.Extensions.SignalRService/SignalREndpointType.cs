namespace Microsoft.Azure.Functions.Worker;

/// <summary>What part an endpoint plays.</summary>
public enum SignalREndpointType
{
    /// <summary>It serves clients.</summary>
    Primary = 0,

    /// <summary>It stands by.</summary>
    Secondary = 1,
}
