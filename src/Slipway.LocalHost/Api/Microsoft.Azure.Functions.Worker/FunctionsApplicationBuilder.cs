using System.Reflection;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Builds a function app.</summary>
public class FunctionsApplicationBuilder : IHostApplicationBuilder, IFunctionsWorkerApplicationBuilder
{
    private readonly HostApplicationBuilder _host;
    private readonly List<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> _middleware = [];

    internal FunctionsApplicationBuilder(string[]? args, IReadOnlyList<Assembly> assemblies)
    {
        _host = Host.CreateApplicationBuilder(args ?? []);
        Assemblies = assemblies;
    }

    /// <summary>The app's configuration.</summary>
    public ConfigurationManager Configuration => _host.Configuration;

    /// <summary>Where the app runs.</summary>
    public IHostEnvironment Environment => _host.Environment;

    /// <summary>The app's logging.</summary>
    public ILoggingBuilder Logging => _host.Logging;

    /// <summary>The app's metrics.</summary>
    public IMetricsBuilder Metrics => _host.Metrics;

    /// <summary>A place for extensions to share things.</summary>
    public IDictionary<object, object> Properties => ((IHostApplicationBuilder)_host).Properties;

    /// <summary>The app's services.</summary>
    public IServiceCollection Services => _host.Services;

    IConfigurationManager IHostApplicationBuilder.Configuration => _host.Configuration;

    internal IReadOnlyList<Assembly> Assemblies { get; }

    /// <summary>Replaces the service container.</summary>
    public void ConfigureContainer<TContainerBuilder>(
        IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull
        => _host.ConfigureContainer(factory, configure);

    /// <summary>Adds middleware; what is added first runs first.</summary>
    public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        _middleware.Add(middleware);
        return this;
    }

    /// <summary>Builds the host; start it with <c>RunAsync</c>.</summary>
    public IHost Build() => _host.Build();
}
