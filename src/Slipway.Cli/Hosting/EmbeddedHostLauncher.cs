using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Slipway.Functions;

namespace Slipway.Cli.Hosting;

/// <summary>Starts the function app on the embedded host.</summary>
internal sealed class EmbeddedHostLauncher : IHostLauncher
{
    /// <inheritdoc/>
    public async Task<IRunningHost> StartAsync(HostStart start, CancellationToken cancellationToken)
    {
        IHost? host = null;
        try
        {
            host = Build(start);
            await host.StartAsync(cancellationToken);
            var url = start.Directory.ReadUrl()
                ?? throw CliException.HostUnavailable($"the host started, but did not leave its address in {start.Directory.Path}");
            return new RunningHost(host, url);
        }
        catch (Exception failure) when (failure is not CliException && !cancellationToken.IsCancellationRequested)
        {
            // Whatever kept it from starting (the port, the data directory's lock, a setting) says what would be right.
            host?.Dispose();
            throw CliException.HostUnavailable($"the host cannot start: {Display.SafeText.Line(failure.Message, 600)}", failure);
        }
        catch
        {
            host?.Dispose();
            throw;
        }
    }

    private static IHost Build(HostStart start)
    {
        var builder = SlipwayApplication.CreateBuilder(
        [
            // Its settings are beside the program; the directory it is started in is somebody's project, with settings of its own.
            "--contentRoot", AppContext.BaseDirectory,
            "--urls", $"http://127.0.0.1:{start.Port}",
            "--LocalHost:DataDirectory", start.Directory.Path,
            "--LocalHost:PortFallback", start.PortFallback ? "true" : "false",
            "--Slipway:DataDirectory", start.Directory.Path,
        ]);
        // This command handles the signals; the host must not also end itself on them.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        if (start.Quiet)
        {
            builder.Logging.ClearProviders();
        }

        // What keeps the host from starting is this command's to say, without a stack trace.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        // Data goes to standard output, words go to standard error.
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        return builder.Build();
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class RunningHost : IRunningHost
    {
        private readonly IHost _host;
        private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public RunningHost(IHost host, Uri url)
        {
            _host = host;
            Url = url;
            host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(_stopped.SetResult);
        }

        public Uri Url { get; }

        public Task Stopped => _stopped.Task;

        public async ValueTask DisposeAsync()
        {
            await _host.StopAsync();
            if (_host is IAsyncDisposable disposable)
            {
                await disposable.DisposeAsync();
            }
            else
            {
                _host.Dispose();
            }
        }
    }
}
