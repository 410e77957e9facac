using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Durable.Client;

namespace Slipway.LocalHost;

/// <summary>
/// What a client of an embedded task hub can do beyond the API of Durable Functions. A client of another backend throws
/// <see cref="NotSupportedException"/>.
/// </summary>
public static class TaskHubOperations
{
    /// <summary>Follows the seals through an instance's history, and names the first event that is not what was written.</summary>
    /// <param name="client">A client of an embedded task hub.</param>
    /// <param name="instanceId">The instance.</param>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    /// <exception cref="NotSupportedException">The client is of another backend.</exception>
    public static HistoryVerification VerifyInstance(this DurableTaskClient client, string instanceId) =>
        Of(client).Verify(instanceId) ?? throw InstanceAdministration.NotFound(instanceId);

    /// <summary>
    /// Writes the history of an instance's current generation as one JSON document, in UTF-8, for
    /// <see cref="Testing.OrchestrationReplay"/>. It holds all inputs and results as they are.
    /// </summary>
    /// <param name="client">A client of an embedded task hub.</param>
    /// <param name="instanceId">The instance; it may run.</param>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    /// <exception cref="NotSupportedException">The client is of another backend.</exception>
    public static byte[] ExportInstance(this DurableTaskClient client, string instanceId) =>
        Of(client).Export(instanceId) ?? throw InstanceAdministration.NotFound(instanceId);

    /// <summary>Says in a sentence why an instance does not go on.</summary>
    /// <remarks>An instance that is not in memory is replayed beside the engine, to learn which events its code waits for.</remarks>
    /// <param name="client">A client of an embedded task hub.</param>
    /// <param name="instanceId">The instance.</param>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    /// <exception cref="NotSupportedException">The client is of another backend.</exception>
    public static WaitingReport WhyWaiting(this DurableTaskClient client, string instanceId) =>
        Of(client).WhyWaiting(instanceId) ?? throw InstanceAdministration.NotFound(instanceId);

    /// <summary>
    /// Starts a new instance that goes on from a finished step of another, which stays as it is. What the other had done up to there counts
    /// as done; activities, timers (their whole time) and sub-orchestrations (under new ids) that were open there begin anew.
    /// </summary>
    /// <param name="client">A client of an embedded task hub.</param>
    /// <param name="instanceId">The other instance; it may run, or have ended in any way. Its current generation counts.</param>
    /// <param name="options">From where, and with what.</param>
    /// <param name="cancellation">Gives up waiting; the fork may have been made.</param>
    /// <returns>The new instance's id, once the fork is on disk.</returns>
    /// <remarks>
    /// The fork has no parent, so nobody waits for its result. Its tag <c>forkedFrom</c> and its history say where it comes from. Its id is
    /// new, so code that makes use of the instance id or of <c>NewGuid</c> may see other values than the copied events were made with.
    /// </remarks>
    /// <exception cref="ArgumentException">There is no such instance or event, or the new id or input is not right.</exception>
    /// <exception cref="DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException">The new id is taken.</exception>
    /// <exception cref="NotSupportedException">The client is of another backend.</exception>
    public static Task<string> ForkInstanceAsync(
        this DurableTaskClient client, string instanceId, ForkOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Of(client).Forking.ForkAsync(instanceId, options, cancellation);
    }

    /// <summary>
    /// Lets an instance go on, in place, from one of its finished steps. What came after the step is taken back: the events that arrived
    /// then did not happen, running activities are cancelled, sub-orchestrations that run are terminated with theirs. What was open at the
    /// step begins anew: activities, timers (their whole time), sub-orchestrations (under the ids they had), calls of entities.
    /// </summary>
    /// <param name="client">A client of an embedded task hub.</param>
    /// <param name="instanceId">
    /// The instance; it may run, wait, be suspended, or have ended in any way. Its current generation counts.
    /// </param>
    /// <param name="options">To which step, by whom and why.</param>
    /// <param name="cancellation">Gives up waiting; the instance may have been rewound.</param>
    /// <returns>A task that ends when it is on disk.</returns>
    /// <remarks>
    /// What was done outside stays done: events and signals that were sent, operations of entities, what activities did. The history is
    /// sealed anew and says who took it back, when and why; a later rewind keeps that. The instance counts as a new generation. A parent
    /// that has heard of its end does not hear of another one.
    /// </remarks>
    /// <exception cref="ArgumentException">There is no such instance or step, or a text is too long.</exception>
    /// <exception cref="NotSupportedException">The client is of another backend.</exception>
    public static Task RewindInstanceToAsync(
        this DurableTaskClient client, string instanceId, RewindOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Of(client).Steps.RewindAsync(instanceId, options, cancellation);
    }

    internal static InstanceOperations Of(DurableTaskClient client) =>
        (client as ILocalClient)?.Operations ?? throw new NotSupportedException(
            $"{client.GetType().Name} is no client of an embedded task hub: only one that this host hands out can do this.");
}
