using Microsoft.DurableTask.Entities;

namespace Slipway.LocalHost.Durable.Entities;

/// <summary>
/// Runs one operation of an entity and gives its result, which the engine serialises. What the operation did to the state and through its
/// context counts when the task succeeds; an exception becomes the operation's failure.
/// </summary>
/// <param name="operation">What to run. Its state is the entity's at this moment; operations of one entity never overlap.</param>
/// <param name="cancellationToken">Cancelled when the host stops; the operation then runs again after a restart.</param>
internal delegate Task<object?> EntityDelegate(TaskEntityOperation operation, CancellationToken cancellationToken);
