using Microsoft.Extensions.DependencyInjection;
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
        services.AddSingleton<LifecycleStarter>();
        services.AddSingleton<IWorkflowStarter, DefinitionStarter>();
        services.AddSingleton(provider => new RuleBook(() => StartRulesFile.LoadAsync(
            provider.GetRequiredService<IOptions<SlipwayOptions>>().Value.StartRules, provider.GetRequiredService<IWorkflowStarter>(),
            CancellationToken.None)));
        services.AddSingleton<DeliveryPermissions>();
        services.AddSingleton<GitHubRouter>();
        services.AddSingleton<DeliveryIntake>();
        services.AddSingleton<DeliverySweeps>();
        services.AddHostedService(provider => provider.GetRequiredService<RuleBook>());
    }
}
