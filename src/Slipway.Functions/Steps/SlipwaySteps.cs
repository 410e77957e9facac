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

        // Others come before it: a definition of the user's own may have the id of a built-in one.
        services.AddSingleton<IDefinitionSource, BuiltInDefinitionSource>();
        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<IStepPlugin, AgentRun>(),
            ServiceDescriptor.Singleton<IStepPlugin, AgentPlan>(),
        ]);
        return services;
    }
}
