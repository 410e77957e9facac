using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Slipway.LocalHost.Hosting.Functions;
using Slipway.LocalHost.Hosting.Tasks;
using Slipway.LocalHost.Http;
using Slipway.LocalHost.SignalR;

namespace Slipway.LocalHost.Hosting;

/// <summary>Sets the host up around a web application: what the public application builder stands for.</summary>
internal sealed class FunctionsAppBuilder
{
    // To hear of a changed settings file, all below the working directory is watched: the store's own files, and a repository with all its
    // folders. Each commit would wake the watcher; the files are read when the host starts.
    private const string DoNotReload = "--hostBuilder:reloadConfigOnChange=false";

    private const string PoolSpinLimit = "System.Threading.ThreadPool.UnfairSemaphoreSpinLimit";
    private const int PoolSpins = 10;
    private const long MaxBodyBytes = 30L * 1024 * 1024;

    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(15);

    private readonly Func<IEnumerable<Type>> _types;
    private readonly HostJson _hostJson;
    private readonly List<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> _middleware = [];

    /// <param name="args">The command line.</param>
    /// <param name="types">Where functions are looked for, when the host is built.</param>
    /// <param name="open">Opens the task hub.</param>
    public FunctionsAppBuilder(string[] args, Func<IEnumerable<Type>> types, TaskHubOpener open)
    {
        LetIdleThreadsSleepSooner();
        _types = types;
        Open = open;
        Web = WebApplication.CreateSlimBuilder([DoNotReload, .. args]);
        _hostJson = HostJson.Load(AppContext.BaseDirectory, Directory.GetCurrentDirectory());
        AddDefaults(Web.Configuration, _hostJson);
        AddServices(Web.Services);
    }

    /// <summary>Opens the task hub when the host starts.</summary>
    public TaskHubOpener Open { get; set; }

    /// <summary>The web application underneath.</summary>
    public WebApplicationBuilder Web { get; }

    public void Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware) => _middleware.Add(middleware);

    /// <summary>Reads the settings, finds the functions and puts everything in its place.</summary>
    /// <exception cref="LocalHostException">A setting or a function is wrong.</exception>
    public LocalFunctionsHost Build()
    {
        var settings = HostSettings.From(Web.Configuration);
        var urls = ListenUrls.Parse(Web.Configuration[WebHostDefaults.ServerUrlsKey]);
        var hubName = _hostJson.HubName(Web.Configuration);
        var engine = _hostJson.Engine(Web.Configuration);
        var hub = new TaskHubSettings(
            settings.ResolveDirectory(hubName),
            hubName,
            _hostJson.MaxConcurrentActivities(Web.Configuration),
            _hostJson.MaxConcurrentOrchestrators(Web.Configuration),
            _hostJson.ReplayEveryTurn(Web.Configuration) ? 0 : null)
        {
            MaxConcurrentEntities = _hostJson.MaxConcurrentEntities(Web.Configuration),
            MaxEntityBatchSize = _hostJson.MaxEntityBatchSize(Web.Configuration),
            RollBackFailedEntityOperations = _hostJson.RollBackFailedEntityOperations(Web.Configuration),
        };
        var prefix = _hostJson.RoutePrefix(Web.Configuration);
        var versioning = _hostJson.Versioning(Web.Configuration);
        var types = _types().ToList();
        var functions = FunctionDiscovery.Find(types);

        Web.Services.AddSingleton(settings).AddSingleton(urls);
        Web.WebHost.UseUrls([.. urls.Urls]);
        var app = Web.Build();
        var logger = app.Services.GetRequiredService<ILogger<LocalFunctionsHost>>();
        foreach (var warning in _hostJson.Warnings.Concat(HostJson.OverrideWarnings(Web.Configuration)))
        {
            HostLog.Configuration(logger, warning);
        }

        foreach (var notice in _hostJson.Notices)
        {
            HostLog.Notice(logger, notice);
        }

        hub = hub with
        {
            Configure = options => Heartbeats.OfFunctions(
                engine(options), functions, warning => HostLog.Configuration(logger, warning)),
        };
        var runners = Runners(app.Services, functions);
        var catalog = Catalog(
            app.Services, runners, Classes(app.Services, types, functions), versioning, _hostJson.HttpPollInterval(Web.Configuration));
        foreach (var name in _hostJson.LimitedFunctions(Web.Configuration).Where(name => !catalog.TryGetActivity(name, out _)))
        {
            HostLog.Configuration(logger, $"host.json: 'localHost.functions.{name}' has no effect: the app has no activity of that name.");
        }

        Configure(app, settings, prefix, runners, catalog, hubName);
        return new LocalFunctionsHost(app, hub, catalog, Open, functions.Count, versioning?.DefaultVersion);
    }

    /// <summary>
    /// A thread of the pool that has nothing to do asks for work some seventy times, giving up the processor each time, before it sleeps.
    /// A host whose threads wait for the disk most of the time pays a fifth of its processor time for that; one whose threads sleep at
    /// once pays as much for waking them. Has an effect only before the pool has threads; what the app has set stays.
    /// </summary>
    private static void LetIdleThreadsSleepSooner()
    {
        if (AppContext.GetData(PoolSpinLimit) is null)
        {
            AppContext.SetData(PoolSpinLimit, PoolSpins);
        }
    }

    private static DurableTaskRegistry Classes(
        IServiceProvider services, IEnumerable<Type> types, IReadOnlyCollection<FunctionMethod> functions)
    {
        // What the app adds by Configure<DurableTaskRegistry> is there already.
        var registry = services.GetRequiredService<IOptions<DurableTaskRegistry>>().Value;
        ClassTasks.AddTo(registry, types, functions);
        return registry;
    }

    private static FunctionCatalog Catalog(
        IServiceProvider services,
        IEnumerable<FunctionRunner> runners,
        DurableTaskRegistry classes,
        DurableTaskWorkerOptions.VersioningOptions? versioning,
        TimeSpan? httpPollInterval)
    {
        var json = services.GetRequiredService<IOptions<JsonSerializerOptions>>().Value;
        var gate = new OrchestrationGate(new VersionRules(versioning), filter: null);
        var registered = new RegistryCatalog(new DurableTaskFactory(classes), services, new JsonDataConverter(json), gate);
        return new FunctionCatalog(runners, registered, gate, json, httpPollInterval);
    }

    private List<FunctionRunner> Runners(IServiceProvider services, IEnumerable<FunctionMethod> functions)
    {
        var state = services.GetRequiredService<HostState>();
        var binder = new ParameterBinder(
            () => state.Client,
            new LiveConnectionInfo(() => state.Tokens, () => state.Url),
            services.GetRequiredService<IOptions<JsonSerializerOptions>>().Value);
        return [.. functions.Select(function => new FunctionRunner(function, binder.For(function), _middleware, services))];
    }

    private static void Configure(
        WebApplication app,
        HostSettings settings,
        string prefix,
        IReadOnlyList<FunctionRunner> runners,
        FunctionCatalog catalog,
        string hubName)
    {
        app.UseMiddleware<ErrorBoundary>();
        app.UseMiddleware<RequestGuard>();
        if (settings.AllowedOrigins.Count > 0)
        {
            app.UseCors(policy => policy.WithOrigins([.. settings.AllowedOrigins]).AllowAnyHeader().AllowAnyMethod().AllowCredentials());
        }

        app.UseMiddleware<LiveGate>();
        app.Use(Problems.OfRoutingAsync);
        var state = app.Services.GetRequiredService<HostState>();
        new HttpFunctions(state, app.Lifetime).Map(app, prefix, runners);
        new ManagementApi(state, catalog, hubName).Map(app);
        app.MapConnections(LiveHub.Path, connections => connections.Use(HandshakeHold.Use).UseHub<LiveHub>());
    }

    // The lowest layer of the configuration: whatever the app, its environment or its command line says wins.
    private static void AddDefaults(ConfigurationManager configuration, HostJson hostJson)
    {
        IEnumerable<KeyValuePair<string, string?>> quiet = [new("Logging:LogLevel:Microsoft.AspNetCore", "Warning")];
        ((IConfigurationBuilder)configuration).Sources.Insert(
            0, new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource { InitialData = [.. quiet, .. hostJson.LogLevels] });
    }

    private static void AddServices(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.Configure<JsonSerializerOptions>(options => options.PropertyNameCaseInsensitive = true);
        services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);
        services.AddRouting();
        services.AddCors();
        services.AddMvcCore();
        services.AddSignalR();
        services.AddHealthChecks().AddCheck<TaskHubHealthCheck>(TaskHubHealthCheck.Name);
        services.AddSingleton<HostState>();
        services.AddSingleton<LiveGroups>();
        services.AddSingleton<HubLifetimeManager<LiveHub>, LiveConnections>();
        services.AddSingleton<LiveSender>();
        services.AddSingleton<PortBinder>();
        services.Configure<KestrelServerOptions>(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = MaxBodyBytes;
        });
        services.AddOptions<SocketTransportOptions>()
            .Configure<PortBinder>((options, binder) =>
            {
                options.CreateBoundListenSocket = binder.Bind;

                // A request goes on where its bytes were read, a thread of the pool, and is not handed to another one.
                options.UnsafePreferInlineScheduling = true;
            });
    }
}
