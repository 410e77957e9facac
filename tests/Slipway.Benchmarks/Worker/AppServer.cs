using Microsoft.Azure.Functions.Worker.Builder;
using Slipway.LocalHost.Hosting;

namespace Slipway.Benchmarks.Worker;

/// <summary>
/// The verb <c>serve FOLDER</c>: the Functions app of this program on the embedded host, with its default settings, on a free port.
/// Prints <c>"@ "</c> and its address; ends with its stdin.
/// </summary>
internal static class AppServer
{
    public static async Task RunAsync(string folder, CancellationToken cancellationToken)
    {
        using var host = (LocalFunctionsHost)FunctionsApplication
            .CreateBuilder(["--urls", "http://127.0.0.1:0", "--LocalHost:DataDirectory", folder])
            .Build();
        await host.StartAsync(cancellationToken);
        Console.Out.WriteLine("@ " + host.Url);
        Console.Out.Flush();
        while (await Console.In.ReadLineAsync(cancellationToken) is not null)
        {
            // Only the end of stdin means something.
        }

        await host.StopAsync(cancellationToken);
    }
}
