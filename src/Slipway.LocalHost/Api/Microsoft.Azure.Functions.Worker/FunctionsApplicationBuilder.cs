using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Slipway.LocalHost.Hosting;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Builds a function app.</summary>
public class FunctionsApplicationBuilder : IHostApplicationBuilder, IFunctionsWorkerApplicationBuilder
{
    private readonly FunctionsAppBuilder _app;

    internal FunctionsApplicationBuilder(FunctionsAppBuilder app)
    {
        _app = app;
    }

    /// <summary>What it stands for.</summary>
    internal FunctionsAppBuilder App => _app;

    /// <summary>The app's configuration.</summary>
    public ConfigurationManager Configuration => _app.Web.Configuration;

    /// <summary>Where the app runs.</summary>
    public IHostEnvironment Environment => _app.Web.Environment;

    /// <summary>The app's logging.</summary>
    public ILoggingBuilder Logging => _app.Web.Logging;

    /// <summary>The app's metrics.</summary>
    public IMetricsBuilder Metrics => _app.Web.Metrics;

    /// <summary>A place for extensions to share things.</summary>
    public IDictionary<object, object> Properties => ((IHostApplicationBuilder)_app.Web).Properties;

    /// <summary>The app's services.</summary>
    public IServiceCollection Services => _app.Web.Services;

    IConfigurationManager IHostApplicationBuilder.Configuration => _app.Web.Configuration;

    /// <summary>Replaces the service container.</summary>
    public void ConfigureContainer<TContainerBuilder>(
        IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull
        => ((IHostApplicationBuilder)_app.Web).ConfigureContainer(factory, configure);

    /// <summary>Adds middleware; what is added first runs first.</summary>
    public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        _app.Use(middleware);
        return this;
    }

    /// <summary>Builds the host; start it with <c>RunAsync</c>.</summary>
    /// <exception cref="LocalHostException">A setting or a function is wrong; the message says which.</exception>
    public IHost Build() => _app.Build();
}
