using System.CommandLine;
using Slipway.Cli.Hosting;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway serve</c>: the host alone, until it is stopped.</summary>
internal sealed class ServeCommand : Verb
{
    private readonly Option<int> _port = new("--port")
    {
        Description = "The loopback port; 0 takes any free one. Default: 7071.",
        HelpName = "PORT",
        DefaultValueFactory = _ => HostStart.DefaultPort,
    };

    /// <summary>Makes the verb.</summary>
    public ServeCommand(CliEnvironment environment)
        : base(
            "serve", "Run the host until Ctrl+C. Workflows that were under way go on.", environment,
            "slipway serve", "slipway serve --port 0 --data ./slipway-data")
    {
        Add(_port);
    }

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult input, CancellationToken cancellationToken)
    {
        var port = input.GetValue(_port);
        if (port is < 0 or > 65_535)
        {
            throw CliException.BadInput($"--port {port} is no port; expected 0 to 65535");
        }

        var directory = DataOf(input);
        await using var host = await StartAsync(new HostStart(directory, port, PortFallback: false, Quiet: false), cancellationToken);
        await Environment.Output.WriteLineAsync(host.Url.ToString());
        await Environment.Error.WriteLineAsync($"Data: {directory.Path}");
        await Environment.Error.WriteLineAsync($"Key: \"function\" in {Path.Combine(directory.Path, "keys.json")}");
        await Environment.Error.WriteLineAsync("Ctrl+C stops the host; workflows go on at its next start.");

        var interrupted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellationToken.Register(interrupted.SetResult);
        await Task.WhenAny(host.Stopped, interrupted.Task);
        return ExitCode.Ok;
    }

    private async Task<IRunningHost> StartAsync(HostStart start, CancellationToken cancellationToken)
    {
        try
        {
            return await Environment.Launcher.StartAsync(start, cancellationToken);
        }
        catch (CliException failure) when (failure.ExitCode == ExitCode.HostUnavailable)
        {
            throw CliException.HostUnavailable(
                $"{failure.Message}\n`slipway serve` takes --port (0: any free one) and --data (another folder).", failure);
        }
    }
}
