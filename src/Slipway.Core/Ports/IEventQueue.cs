using Slipway.Core.Events;

namespace Slipway.Core.Ports;

/// <summary>Where workflow events go for other services to read. Thread-safe.</summary>
public interface IEventQueue
{
    /// <summary>Whether there is one. Without, nothing is sent.</summary>
    bool IsConfigured { get; }

    /// <summary>Sends one event. When this returns, the queue has it; it may have it twice when an earlier try seemed to fail.</summary>
    /// <exception cref="SlipwayException">The queue refuses or cannot be reached (<see cref="ErrorCodes.EventQueueFailed"/>); the same
    /// event may be sent again later.</exception>
    Task SendAsync(WorkflowEvent happened, CancellationToken cancellationToken);
}
