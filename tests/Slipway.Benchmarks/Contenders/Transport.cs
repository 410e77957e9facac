namespace Slipway.Benchmarks.Contenders;

/// <summary>How the load reaches a contender.</summary>
internal enum Transport
{
    /// <summary>HTTP/1.1 over loopback, from another process.</summary>
    Http,

    /// <summary>Calls in the contender's own process.</summary>
    InProcess,
}
