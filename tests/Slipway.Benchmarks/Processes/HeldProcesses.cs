namespace Slipway.Benchmarks.Processes;

/// <summary>Processes, and all below them, that stand still until this is disposed. Linux only: elsewhere they go on.</summary>
internal sealed class HeldProcesses : IDisposable
{
    private readonly IReadOnlyList<int> _ids;

    public HeldProcesses(IEnumerable<int> roots)
    {
        _ids = OperatingSystem.IsLinux() ? [.. roots.SelectMany(ProcessTree.Ids)] : [];
        Send(NativeMethods.Stop);
    }

    public void Dispose() => Send(NativeMethods.Continue);

    private void Send(int signal)
    {
        foreach (var id in _ids)
        {
            _ = NativeMethods.Kill(id, signal);
        }
    }
}
