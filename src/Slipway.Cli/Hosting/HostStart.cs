using Slipway.Cli.Connection;

namespace Slipway.Cli.Hosting;

/// <summary>How a host is to be started in this process.</summary>
/// <param name="Directory">Where it keeps everything.</param>
/// <param name="Port">The loopback port, 0 to 65535; 0 takes any free one.</param>
/// <param name="PortFallback">Whether it may take the next free port when this one is taken.</param>
/// <param name="Quiet">Whether its log stays off the console.</param>
internal sealed record HostStart(DataDirectory Directory, int Port, bool PortFallback, bool Quiet)
{
    /// <summary>The port that Azure Functions hosts have by custom.</summary>
    public const int DefaultPort = 7071;
}
