using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Slipway.Functions.Access;

/// <summary>Registers who may do what.</summary>
internal static class AccessServices
{
    /// <summary>Puts the check before the functions; without settings it asks nobody.</summary>
    public static void AddSlipwayAccess(this FunctionsApplicationBuilder builder)
    {
        builder.Services.AddOptions<AccessOptions>().BindConfiguration(AccessOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<AccessOptions>, AccessOptionsValidator>();
        builder.Services.AddSingleton<AccessBook>();
        builder.Services.AddHostedService<AccessNotice>();
        builder.UseMiddleware<AccessMiddleware>();
    }
}
