using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Slipway.LocalHost.Hosting;

namespace Slipway.LocalHost.Testing;

/// <summary>How a fixture's host is made, each time it starts.</summary>
internal static class FixtureBuild
{
    /// <summary>A host of tasks alone.</summary>
    public static Func<FixtureHost, IHost> Tasks(Action<DurableTaskRegistry> tasks, LocalHostFixtureOptions options) => fixture =>
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddDurableTaskWorker(worker => worker
            .UseTaskHub(hub => hub.DirectoryPath = fixture.DirectoryPath)
            .AddTasks(tasks));
        builder.Services.AddDurableTaskClient(client => client.UseTaskHub());
        builder.Services.AddSingleton<TaskHubOpener>(fixture.OpenAsync);
        AddServices(builder.Services, fixture, options);
        return builder.Build();
    };

    /// <summary>A function app of some types.</summary>
    public static Func<FixtureHost, IHost> App(Func<IEnumerable<Type>> types, LocalHostFixtureOptions options) => fixture =>
    {
        var app = new FunctionsAppBuilder(Arguments(fixture), types, fixture.OpenAsync);
        app.Web.Logging.ClearProviders();
        AddServices(app.Web.Services, fixture, options);
        return app.Build();
    };

    /// <summary>A function app as it builds itself.</summary>
    public static Func<FixtureHost, IHost> App(
        Func<string[], FunctionsApplicationBuilder> createBuilder, LocalHostFixtureOptions options) => fixture =>
    {
        var builder = createBuilder(Arguments(fixture));
        builder.App.Open = fixture.OpenAsync;
        builder.Logging.ClearProviders();
        AddServices(builder.Services, fixture, options);
        return builder.Build();
    };

    /// <summary>Where a host listens; null when it does not.</summary>
    public static Uri? UrlOf(IHost host) => host is LocalFunctionsHost app ? new Uri(app.Url) : null;

    private static string[] Arguments(FixtureHost fixture) =>
        ["--urls", "http://127.0.0.1:0", "--LocalHost:DataDirectory", fixture.DirectoryPath];

    private static void AddServices(IServiceCollection services, FixtureHost fixture, LocalHostFixtureOptions options)
    {
        services.AddSingleton(fixture.Time);
        services.AddSingleton<IHostLifetime, FixtureLifetime>();
        if (options.LoggerFactory is { } loggers)
        {
            services.AddSingleton(loggers);
        }

        options.ConfigureServices?.Invoke(services);
    }
}
