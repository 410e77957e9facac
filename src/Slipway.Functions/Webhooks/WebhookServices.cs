using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Slipway.Functions.Webhooks.Redelivery;
using Slipway.Functions.Webhooks.Rules;

namespace Slipway.Functions.Webhooks;

/// <summary>Registers what deliveries need.</summary>
internal static class WebhookServices
{
    /// <summary>Registers the routing of deliveries; rules that cannot work keep the host from starting.</summary>
    public static void AddSlipwayWebhooks(this IServiceCollection services)
    {
        services.AddSingleton<IWorkflowStarter, LifecycleStarter>();
        services.AddSingleton(provider => StartRulesFile.Load(
            provider.GetRequiredService<IOptions<SlipwayOptions>>().Value.StartRules, provider.GetRequiredService<IWorkflowStarter>()));
        services.AddSingleton<GitHubRouter>();
        services.AddSingleton<DeliverySweeps>();
        services.AddHostedService<RulesAtStart>();
    }

    /// <summary>Reads the rules when the host starts, not when the first delivery comes.</summary>
    private sealed class RulesAtStart(IServiceProvider provider) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            provider.GetRequiredService<StartRules>();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
