using System.Reflection;
using System.Runtime.CompilerServices;
using Slipway.LocalHost.Hosting;
using Slipway.LocalHost.Hosting.Functions;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Where a function app starts.</summary>
public class FunctionsApplication
{
    /// <summary>
    /// A builder for the app of the calling assembly: its functions, the entry assembly's, and those of the assemblies they reference.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static FunctionsApplicationBuilder CreateBuilder(string[] args)
    {
        var caller = Assembly.GetCallingAssembly();
        return new FunctionsApplicationBuilder(
            new FunctionsAppBuilder(args, () => FunctionDiscovery.TypesOf([caller]), EngineTaskHub.OpenAsync));
    }
}
