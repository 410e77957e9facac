using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Slipway.Core.Ports;
using Slipway.Integrations.Analysis;
using Slipway.Integrations.Secrets;

namespace Slipway.Integrations.Ai;

/// <summary>Registers what asks language models.</summary>
internal static class AiServices
{
    /// <summary>Registers the provider; without settings it says what is missing.</summary>
    internal static void AddAi(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AiOptions>().Bind(configuration.GetSection(AiOptions.SectionName)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AiOptions>, AiOptionsValidator>());
        services.TryAddSingleton<RepositorySurvey>();
        services.TryAddSingleton<ContextSummary>();
        services.TryAddSingleton<IAiProvider>(provider =>
        {
            var options = provider.GetRequiredService<IOptions<AiOptions>>().Value;
            var time = provider.GetRequiredService<TimeProvider>();
            return new AiProvider(
                options, configuration, provider.GetRequiredService<IArtifactStore>(), provider.GetRequiredService<HostSecrets>(),
                Http(options, time), time);
        });
    }

    private static HttpClient Http(AiOptions options, TimeProvider time)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseProxy = options.Endpoint is not { IsLoopback: true },
        };

        // A question has a limit of its own.
        return new HttpClient(new AiHttpHandler(handler, time)) { Timeout = Timeout.InfiniteTimeSpan };
    }
}
