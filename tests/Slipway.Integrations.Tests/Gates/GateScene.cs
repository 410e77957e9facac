using Slipway.Core.Ports;

namespace Slipway.Integrations.Tests.Gates;

/// <summary>A worktree with reports in it, and gates that read them.</summary>
internal sealed class GateScene : IDisposable
{
    public GateScene() => Worktree = Home.Make("worktree");

    public TestHome Home { get; } = new();

    public string Worktree { get; }

    public void Write(string path, string content)
    {
        var file = Path.Combine(Worktree, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }

    /// <summary>Runs a gate of a kind; settings as <c>name=value</c>.</summary>
    public Task<GateResult> RunAsync(string kind, string command, params string[] settings) => Home.Gate.RunAsync(
        new GateRun("wf-1", "gate", command, Worktree, TimeSpan.FromMinutes(5))
        {
            Kind = kind,
            Settings = settings.Select(setting => setting.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1]),
        },
        default);

    public void Dispose() => Home.Dispose();
}
