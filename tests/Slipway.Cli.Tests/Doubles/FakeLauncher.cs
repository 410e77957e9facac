using Slipway.Cli.Hosting;

namespace Slipway.Cli.Tests.Doubles;

/// <summary>"Starts" the fake host, as the embedded one would start: its key file is there afterwards.</summary>
internal sealed class FakeLauncher(FakeHost? host) : IHostLauncher
{
    public List<HostStart> Starts { get; } = [];

    public int Stops { get; private set; }

    public TaskCompletionSource Stopped { get; } = new();

    public Action? OnStarted { get; set; }

    public Task<IRunningHost> StartAsync(HostStart start, CancellationToken cancellationToken)
    {
        Starts.Add(start);
        if (host is null)
        {
            throw CliException.HostUnavailable("port 7071 is taken");
        }

        host.WriteFiles(start.Directory.Path, running: false);
        OnStarted?.Invoke();
        return Task.FromResult<IRunningHost>(new Running(this, host.Url));
    }

    private sealed class Running(FakeLauncher owner, Uri url) : IRunningHost
    {
        public Uri Url => url;

        public Task Stopped => owner.Stopped.Task;

        public ValueTask DisposeAsync()
        {
            owner.Stops++;
            return ValueTask.CompletedTask;
        }
    }
}
