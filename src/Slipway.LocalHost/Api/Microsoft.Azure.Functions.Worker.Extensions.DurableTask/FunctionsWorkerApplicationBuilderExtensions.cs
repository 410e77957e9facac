namespace Microsoft.Azure.Functions.Worker;

/// <summary>Turns durable functions on.</summary>
public static class FunctionsWorkerApplicationBuilderExtensions
{
    /// <summary>Adds durable functions to an app that does not find them by itself. On this host they are always there.</summary>
    public static IFunctionsWorkerApplicationBuilder ConfigureDurableExtension(this IFunctionsWorkerApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder;
    }
}
