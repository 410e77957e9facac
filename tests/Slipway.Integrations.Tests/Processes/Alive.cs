using Slipway.Integrations.Processes;

namespace Slipway.Integrations.Tests.Processes;

/// <summary>Whether processes live; dead ones that nobody reaped do not.</summary>
internal static class Alive
{
    internal static bool Is(string processId) => new LinuxProcessFinder().StartOf(int.Parse(processId)) is not null;

    internal static void Kill(string processId) => Posix.Signal(int.Parse(processId), Posix.Kill);
}
