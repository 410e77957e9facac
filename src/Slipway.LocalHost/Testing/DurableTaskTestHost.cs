using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Slipway.LocalHost.Testing;

/// <summary>
/// Runs orchestrators and activities in a test, on the real engine over a temporary folder. Each host has a task hub of its own, so tests
/// can run side by side; disposing the host deletes the folder.
/// </summary>
/// <remarks>It has the shape of the class of this name in the package Microsoft.DurableTask.InProcessTestHost.</remarks>
public sealed class DurableTaskTestHost : IAsyncDisposable
{
    private readonly IHost _host;

    private DurableTaskTestHost(IHost host)
    {
        _host = host;
        Client = host.Services.GetRequiredService<DurableTaskClient>();
    }

    /// <summary>Starts, queries and steers orchestrations.</summary>
    public DurableTaskClient Client { get; }

    /// <summary>The services that the tasks get theirs from.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>Starts a host.</summary>
    /// <param name="registry">Adds the tasks.</param>
    /// <param name="options">What the host has beside them; unset means nothing.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <exception cref="ArgumentException">A task cannot be added.</exception>
    public static async Task<DurableTaskTestHost> StartAsync(
        Action<DurableTaskRegistry> registry,
        DurableTaskTestHostOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(registry);
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        if (options?.LoggerFactory is { } loggers)
        {
            builder.Services.AddSingleton(loggers);
        }

        options?.ConfigureServices?.Invoke(builder.Services);
        builder.Services.AddInMemoryDurableTask(registry);
        var host = builder.Build();
        try
        {
            await host.StartAsync(cancellationToken).ConfigureAwait(false);
            return new DurableTaskTestHost(host);
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    /// <summary>Stops the host and deletes its task hub.</summary>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync().ConfigureAwait(false);
        _host.Dispose();
    }
}
