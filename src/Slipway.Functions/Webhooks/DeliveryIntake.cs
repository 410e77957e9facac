using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Slipway.Core.Lifecycle;

namespace Slipway.Functions.Webhooks;

/// <summary>
/// Gives GitHub its answer within a second, unless another time is set. A delivery is worked on at once; what takes longer is given up,
/// kept durably, and worked on again after the answer: what the first try may have done already changes nothing the second time. A
/// delivery that cannot be kept in time is not taken, and GitHub has it as failed.
/// </summary>
internal sealed partial class DeliveryIntake(
    GitHubRouter router, IOptions<SlipwayOptions> options, TimeProvider time, ILogger<DeliveryIntake> logger)
{
    /// <summary>The part of the time for the answer in which a delivery is worked on.</summary>
    internal const double RoutingPart = 0.7;

    /// <summary>The part in which it is kept after that; the rest is for the answer's way.</summary>
    internal const double TakingPart = 0.25;

    /// <summary>Works on a delivery, or keeps it.</summary>
    /// <param name="client">The task hub.</param>
    /// <param name="delivery">What it means.</param>
    /// <param name="id">GitHub's id of it.</param>
    /// <param name="before">What is done first, and not broken off when it takes long.</param>
    /// <param name="cancellationToken">The sender is gone.</param>
    /// <returns>What came of it; <see langword="null"/> when it is not taken.</returns>
    public async Task<DeliveryAnswer?> TakeAsync(
        DurableTaskClient client, GitHubDelivery delivery, string? id, Func<Task> before, CancellationToken cancellationToken) =>
        await WithinAsync(
            RoutingPart,
            async stop =>
            {
                await before();
                stop.ThrowIfCancellationRequested();
                return await router.RouteAsync(client, delivery, id, stop);
            },
            cancellationToken)
        ?? await WithinAsync(
            TakingPart,
            stop => KeepAsync(client, delivery, id, stop),
            cancellationToken);

    /// <summary>One that was kept before, and is not being worked on any more, is kept once more: it came again because that may have
    /// failed.</summary>
    private static async Task<DeliveryAnswer?> KeepAsync(
        DurableTaskClient client, GitHubDelivery delivery, string? id, CancellationToken cancellationToken)
    {
        var once = id is null ? WorkflowId.New() : WorkflowId.ForIdempotencyKey($"github\n{id}");
        return await DeliveryTries.BeginAsync(
                client, nameof(TakeDelivery), $"take-{once}", TakenDelivery.Of(id, delivery), cancellationToken)
            ? new DeliveryAnswer("taken", "The host is slow now: the delivery is kept, and worked on after this answer.")
            : null;
    }

    private async Task<DeliveryAnswer?> WithinAsync(
        double part, Func<CancellationToken, Task<DeliveryAnswer?>> work, CancellationToken cancellationToken)
    {
        using var timeUp = new CancellationTokenSource(TimeSpan.FromSeconds(part * options.Value.WebhookAnswerSeconds), time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeUp.Token);
        var token = stop.Token;

        // A store that works on its caller's thread would hold the answer, whatever the clock says.
        var working = Task.Run(() => work(token), CancellationToken.None);
        try
        {
            return await working.WaitAsync(token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _ = LeaveAsync(working);
            return null;
        }
    }

    /// <summary>A store that is stuck does not hear that it is given up; nobody waits for what comes of it then.</summary>
    private async Task LeaveAsync(Task working)
    {
        try
        {
            await working;
        }
#pragma warning disable CA1031 // Whatever it is, the delivery is in other hands.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogLeft(exception);
        }
    }

    [LoggerMessage(LogLevel.Debug, "Work on a delivery that took too long was given up.")]
    private partial void LogLeft(Exception exception);
}
