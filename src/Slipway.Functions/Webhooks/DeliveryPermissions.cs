using Microsoft.DurableTask.Client;
using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Functions.Api;
using Slipway.Functions.Entities;

namespace Slipway.Functions.Webhooks;

/// <summary>Whether what a delivery wants of a workflow is its sender's to want.</summary>
internal sealed class DeliveryPermissions(IRepositoryAccess access, WorkflowControl control, DurableUsage usage, TimeProvider time)
{
    /// <summary>GitHub waits for the answer to its delivery, in which this is only a part of the <see cref="DeliveryIntake.RoutingPart"/>.
    /// </summary>
    internal static readonly TimeSpan TimeLimit = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether GitHub can be asked at all.</summary>
    public bool CanAsk => access.IsConfigured;

    /// <summary>Judges a delivery within <see cref="TimeLimit"/>.</summary>
    public async Task<DeliveryVerdict> JudgeAsync(
        DurableTaskClient client, WorkflowId workflow, GitHubDelivery delivery, CancellationToken cancellationToken)
    {
        if (delivery.Person is not { } person)
        {
            return DeliveryVerdict.Allowed;
        }

        if (delivery.Signal?.Kind == SignalKind.Approve && await IsAuthorAsync(client, workflow, person.Login, cancellationToken))
        {
            return DeliveryVerdict.Refused($"{person.Login} had {workflow} started: somebody else has to approve it.");
        }

        if (!CanAsk)
        {
            return DeliveryVerdict.Refused(
                $"Whether {person.Login} may write to {person.Repository} cannot be asked: set credentials for GitHub "
                    + $"(Slipway:GitHub:TokenName or AppId), or tell the workflow with POST /api/workflows/{workflow}.");
        }

        try
        {
            usage.Over(client);
            using var timeUp = new CancellationTokenSource(TimeLimit, time);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeUp.Token);
            return await access.MayWriteAsync(person.Repository, person.Login, stop.Token)
                ? DeliveryVerdict.Allowed
                : DeliveryVerdict.Refused($"{person.Login} may not write to {person.Repository}.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return DeliveryVerdict.Open;
        }
        catch (SlipwayException exception) when (exception.Category is ErrorCategory.Transient or ErrorCategory.RateLimited)
        {
            return DeliveryVerdict.Open;
        }
        catch (SlipwayException exception)
        {
            return DeliveryVerdict.Refused(
                $"GitHub could not be asked whether {person.Login} may write to {person.Repository}: {exception.Message}");
        }
    }

    /// <summary>Whether somebody had the workflow started: what a person asked for, another one approves.</summary>
    private async Task<bool> IsAuthorAsync(
        DurableTaskClient client, WorkflowId workflow, string login, CancellationToken cancellationToken) =>
        await control.FindAsync(client, workflow.Value, cancellationToken) is { } metadata
        && WorkflowView.Read<Started>(metadata.SerializedInput)?.Actor is { } actor
        && actor.Equals(login, StringComparison.OrdinalIgnoreCase);

    private sealed record Started(string? Actor);
}
