namespace Slipway.Core.Ports;

/// <summary>Tells people or services outside what happened. Thread-safe.</summary>
public interface INotifier
{
    /// <summary>The names of the targets that are configured, in order.</summary>
    IReadOnlyList<string> Targets { get; }

    /// <summary>Sends a notification. When this returns, its target has accepted it; it may get it twice when an earlier try seemed to
    /// fail, with the same id.</summary>
    /// <exception cref="SlipwayException">There is no such target (<see cref="ErrorCodes.InvalidRequest"/>), its address is refused
    /// (<see cref="ErrorCodes.AddressRefused"/>), or it did not take it (<see cref="ErrorCodes.NotificationFailed"/>).</exception>
    Task SendAsync(Notification notification, CancellationToken cancellationToken);
}
