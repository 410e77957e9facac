namespace Slipway.Core.Ports;

/// <summary>How a deployment stands.</summary>
public enum DeploymentState
{
    /// <summary>Whoever deploys has not said yet how it went.</summary>
    Waiting,

    /// <summary>It was deployed; a later one may have taken its place since.</summary>
    Succeeded,

    /// <summary>It was not.</summary>
    Failed,
}
