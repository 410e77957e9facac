using System.Net;
using System.Net.Sockets;
using Slipway.Cli.Connection;
using Slipway.Cli.Hosting;
using Slipway.Cli.Tests.Doubles;

namespace Slipway.Cli.Tests.Hosting;

/// <summary>The real function app on the real embedded host.</summary>
public sealed class EmbeddedHostLauncherTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly EmbeddedHostLauncher _launcher = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_started_host_answers_and_a_stopped_one_leaves_no_address()
    {
        var directory = new DataDirectory(_folder["data"]);

        await using (
            var host = await _launcher.StartAsync(new HostStart(directory, 0, PortFallback: false, Quiet: true), CancellationToken.None))
        {
            Assert.Equal(host.Url, directory.ReadUrl());
            using var client = new HostAddress(host.Url, directory.ReadFunctionKey()).CreateClient();
            Assert.True(await client.IsHealthyAsync(CancellationToken.None));
            Assert.Empty((await client.ListAsync([], continuation: null, CancellationToken.None)).Workflows!);
            Assert.False(host.Stopped.IsCompleted);
        }

        Assert.Null(directory.ReadUrl());
        Assert.NotNull(directory.ReadFunctionKey());
    }

    [Fact]
    public async Task A_taken_port_is_replaced_by_the_next_free_one_only_when_allowed()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var refused = await Assert.ThrowsAsync<CliException>(() => _launcher.StartAsync(
            new HostStart(new DataDirectory(_folder["a"]), port, PortFallback: false, Quiet: true), CancellationToken.None));
        Assert.Equal(ExitCode.HostUnavailable, refused.ExitCode);
        Assert.Contains($"{port}", refused.Message);

        await using var host = await _launcher.StartAsync(
            new HostStart(new DataDirectory(_folder["b"]), port, PortFallback: true, Quiet: true), CancellationToken.None);
        Assert.InRange(host.Url.Port, port + 1, port + 20);
    }

    [Fact]
    public async Task A_data_directory_belongs_to_one_host()
    {
        var directory = new DataDirectory(_folder["data"]);
        await using var first =
            await _launcher.StartAsync(new HostStart(directory, 0, PortFallback: false, Quiet: true), CancellationToken.None);

        var refused = await Assert.ThrowsAsync<CliException>(() => _launcher.StartAsync(
            new HostStart(directory, 0, PortFallback: false, Quiet: true), CancellationToken.None));

        Assert.Equal(ExitCode.HostUnavailable, refused.ExitCode);
        Assert.Equal(first.Url, directory.ReadUrl());
    }

    [Fact]
    public async Task The_demo_ends_with_a_merged_pull_request()
    {
        using var cli = new CliRun { RealLauncher = _launcher, Time = TimeProvider.System };

        var exitCode = await cli.InvokeAsync("demo", "--directory", "demo");

        var output = cli.Output.ToString();
        Assert.True(exitCode == 0, output + cli.Error);
        Assert.Matches(@"round 1: build passed \(exit code 0, [^)]+\), tests FAILED \(exit code 1", output);
        Assert.Matches(@"round 2: build passed \(exit code 0, [^)]+\), tests passed \(exit code 0", output);
        Assert.Contains("#1 merged", output);
        var merged = await new Slipway.Cli.Demo.GitCommand(Path.Combine(cli.Path, "demo", "remote.git"))
            .RunAsync(CancellationToken.None, "show", "main:src/TextTools/Text.cs");
        Assert.Contains("TrimEnd('-')", merged);
    }
}
