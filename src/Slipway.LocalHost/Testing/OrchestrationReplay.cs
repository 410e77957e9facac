using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Slipway.LocalHost.Durable;
using Slipway.LocalHost.Durable.Export;
using Slipway.LocalHost.Hosting.Tasks;

namespace Slipway.LocalHost.Testing;

/// <summary>
/// A run that was exported from a task hub, to be replayed against today's code: a test that fails when a change would stall runs that
/// are under way. Activities are not called; their results come from the run.
/// </summary>
public sealed class OrchestrationReplay
{
    private readonly ExportedHistory _run;

    private OrchestrationReplay(ExportedHistory run)
    {
        _run = run;
    }

    /// <summary>The recorded instance.</summary>
    public string InstanceId => _run.Instance.InstanceId;

    /// <summary>Its orchestrator's name.</summary>
    public string Orchestrator => _run.Instance.Name;

    /// <summary>Its generation, from 1: the one that ran when it was exported.</summary>
    public int Generation => _run.Instance.Generation;

    /// <summary>How many events it has.</summary>
    public int EventCount => _run.Events.Count;

    /// <summary>Reads an exported run.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FormatException">The file is no export, or of a version that this release does not know.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static OrchestrationReplay Load(string path) => Parse(File.ReadAllText(path));

    /// <summary>Reads an exported run.</summary>
    /// <param name="json">What a file of it holds.</param>
    /// <exception cref="FormatException">The text is no export, or of a version that this release does not know.</exception>
    public static OrchestrationReplay Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return new OrchestrationReplay(HistoryExport.Read(json));
    }

    /// <summary>Replays the run with the orchestrators of a registry.</summary>
    /// <param name="registry">Adds the orchestrators; activities are not needed.</param>
    /// <param name="options">The services that orchestrators take in their constructors; unset means none.</param>
    /// <param name="converter">How the app writes data; unset means the worker's default.</param>
    /// <exception cref="ArgumentException">A task cannot be added.</exception>
    public ReplayResult Run(
        Action<DurableTaskRegistry> registry, DurableTaskTestHostOptions? options = null, DataConverter? converter = null)
    {
        ArgumentNullException.ThrowIfNull(registry);
        var tasks = new DurableTaskRegistry();
        registry(tasks);
        var services = new ServiceCollection();
        services.AddLogging();
        if (options?.LoggerFactory is { } loggers)
        {
            services.AddSingleton(loggers);
        }

        options?.ConfigureServices?.Invoke(services);
        using var provider = services.BuildServiceProvider();
        converter ??= JsonDataConverter.Default;
        var gate = new OrchestrationGate(VersionRules.None, filter: null);
        var catalog = new RegistryCatalog(new DurableTaskFactory(tasks), provider, converter, gate);
        return Run(catalog, converter);
    }

    internal ReplayResult Run(IDurableTaskCatalog catalog, DataConverter converter) =>
        ReplayCheck.Run(_run, catalog, new PayloadLimit(converter, DurableEngineOptions.DefaultMaxPayloadBytes));
}
