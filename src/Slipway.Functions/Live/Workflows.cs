using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Azure.Functions.Worker.SignalRService;
using Slipway.Core;
using Slipway.Core.Events;

namespace Slipway.Functions.Live;

/// <summary>The hub of the live updates, for what cannot wait until a function has ended. Its name is <see cref="LiveUpdates.HubName"/>.
/// </summary>
internal class Workflows(IServiceProvider services) : ServerlessHub(services)
{
    /// <summary>Sends what an agent does to everybody.</summary>
    public virtual Task SendProgressAsync(WorkflowEvent progress, CancellationToken cancellationToken) => Clients.All.SendAsync(
        LiveUpdates.ProgressTarget, JsonSerializer.SerializeToElement(progress, CoreJson.Options), cancellationToken);
}
