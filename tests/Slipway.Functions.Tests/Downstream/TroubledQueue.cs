using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Policies;
using Slipway.Core.Ports;

namespace Slipway.Functions.Tests.Downstream;

/// <summary>A queue that is down when the test wants it to be.</summary>
internal sealed class TroubledQueue : IEventQueue
{
    private readonly Lock _lock = new();
    private readonly List<WorkflowEvent> _sent = [];

    public bool IsConfigured { get; set; } = true;

    public bool IsDown { get; set; }

    public int Refused { get; private set; }

    public IReadOnlyList<WorkflowEvent> Sent
    {
        get
        {
            lock (_lock)
            {
                return [.. _sent];
            }
        }
    }

    public Task SendAsync(WorkflowEvent happened, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (IsDown)
            {
                Refused++;
                throw new SlipwayException(ErrorCodes.EventQueueFailed, "The queue is down.", ErrorCategory.Transient);
            }

            _sent.Add(happened);
            return Task.CompletedTask;
        }
    }
}
