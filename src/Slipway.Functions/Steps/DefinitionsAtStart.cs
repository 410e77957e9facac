using Microsoft.Extensions.Hosting;

namespace Slipway.Functions.Steps;

/// <summary>Reads the folder of definitions when the host starts, not when somebody first asks for one.</summary>
internal sealed class DefinitionsAtStart(DefinitionFolder folder) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        folder.Report();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
