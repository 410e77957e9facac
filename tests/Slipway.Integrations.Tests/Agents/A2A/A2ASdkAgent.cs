using System.Diagnostics;
using System.Globalization;

namespace Slipway.Integrations.Tests.Agents.A2A;

/// <summary>An agent made with the protocol's own SDK, in a process of Node.js.</summary>
internal sealed class A2ASdkAgent : IA2APeer
{
    private readonly Process _process;

    private A2ASdkAgent(Process process, int port)
    {
        _process = process;
        Address = new Uri($"http://127.0.0.1:{port}");
    }

    /// <inheritdoc/>
    public Uri Address { get; }

    internal static async Task<A2ASdkAgent> StartAsync(string version)
    {
        var process = Process.Start(new ProcessStartInfo("node", ["agent.mjs", version, IA2APeer.Token])
        {
            WorkingDirectory = A2ASdkTheoryAttribute.Folder, RedirectStandardOutput = true, UseShellExecute = false,
        })!;
        var port = await process.StandardOutput.ReadLineAsync();
        return new A2ASdkAgent(process, int.Parse(port!, CultureInfo.InvariantCulture));
    }

    public ValueTask DisposeAsync()
    {
        _process.Kill();
        _process.Dispose();
        return ValueTask.CompletedTask;
    }
}
