using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.LocalHost.Durable;

namespace Slipway.LocalHost.Hosting;

/// <summary>The embedded engine as the host's task hub.</summary>
internal sealed class EngineTaskHub(DurableEngine engine) : ITaskHub
{
    public DurableTaskClient Client => engine.Client;

    /// <inheritdoc cref="TaskHubOpener"/>
    public static async Task<ITaskHub> OpenAsync(
        TaskHubSettings settings,
        IDurableTaskCatalog catalog,
        DataConverter converter,
        IServiceProvider services,
        CancellationToken cancellationToken)
    {
        var engine = await DurableEngine.OpenAsync(
            Options(settings),
            catalog,
            converter,
            services.GetService<TimeProvider>() ?? TimeProvider.System,
            services.GetRequiredService<ILoggerFactory>(),
            cancellationToken).ConfigureAwait(false);
        return new EngineTaskHub(engine);
    }

    /// <summary>The engine's options for a hub; what the settings leave open is the engine's default.</summary>
    public static DurableEngineOptions Options(TaskHubSettings settings)
    {
        var defaults = new DurableEngineOptions { DirectoryPath = settings.DirectoryPath, HubName = settings.HubName };
        return settings.Configure(defaults with
        {
            MaxConcurrentActivities = settings.MaxConcurrentActivities ?? defaults.MaxConcurrentActivities,
            MaxConcurrentOrchestrators = settings.MaxConcurrentOrchestrators ?? defaults.MaxConcurrentOrchestrators,
            MaxWarmOrchestrations = settings.MaxWarmOrchestrations ?? defaults.MaxWarmOrchestrations,
            MaxConcurrentEntities = settings.MaxConcurrentEntities ?? defaults.MaxConcurrentEntities,
            MaxEntityBatchSize = settings.MaxEntityBatchSize ?? defaults.MaxEntityBatchSize,
            RollBackFailedEntityOperations = settings.RollBackFailedEntityOperations ?? defaults.RollBackFailedEntityOperations,
        });
    }

    public Task StartAsync(CancellationToken cancellationToken) => engine.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => engine.StopAsync(cancellationToken);
}
