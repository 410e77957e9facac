using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Slipway.Core;
using Slipway.Core.Ports;
using Slipway.Functions.Access;
using Slipway.Functions.Api;
using Slipway.Functions.Entities;

namespace Slipway.Functions.Webhooks;

/// <summary>Tells a workflow of a delivery when its sender may write to the repository.</summary>
internal sealed class TellForWriter(IRepositoryAccess access, WorkflowControl control, DurableUsage usage)
{
    [Function(nameof(TellForWriter))]
    public async Task<string> RunAsync(
        [ActivityTrigger] TellWhenAllowedInput input, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        usage.Over(client);
        if (!await access.MayWriteAsync(input.Repository, input.Login, cancellationToken))
        {
            return $"{input.Login} may not write to {input.Repository}.";
        }

        try
        {
            await control.SendAsync(client, input.WorkflowId, input.Signal, RequestAccess.Open, cancellationToken);
            return $"{input.WorkflowId} was told.";
        }
        catch (SlipwayException exception) when (exception.Code == ErrorCodes.TransitionRefused)
        {
            return exception.Message;
        }
    }
}
