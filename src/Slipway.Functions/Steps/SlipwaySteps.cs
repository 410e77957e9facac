using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Slipway.Core.Ports;

namespace Slipway.Functions.Steps;

/// <summary>Registers the plugins that come with Slipway, and what finds them.</summary>
internal static class SlipwaySteps
{
    /// <summary>Registers them as singletons, each for itself.</summary>
    public static IServiceCollection AddSlipwaySteps(this IServiceCollection services)
    {
        services.TryAddSingleton<StepPlugins>();
        services.TryAddSingleton<DefinitionCatalog>();

        services.TryAddSingleton<DefinitionRegistry>();
        services.AddSingleton<IDefinitionSource, BuiltInDefinitionSource>();
        services.AddSingleton<DefinitionFolder>();
        services.AddSingleton<IDefinitionSource>(provider => provider.GetRequiredService<DefinitionFolder>());
        services.AddHostedService<DefinitionsAtStart>();
        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<IStepPlugin, AgentRun>(),
            ServiceDescriptor.Singleton<IStepPlugin, AgentPlan>(),
        ]);
        return services;
    }
}
