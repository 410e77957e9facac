namespace Slipway.LocalHost.Durable;

/// <summary>
/// Runs an activity. Its result is serialised by the engine's data converter; an exception becomes the activity's failure.
/// </summary>
/// <param name="invocation">What to run.</param>
/// <param name="cancellationToken">
/// Cancelled when the host stops (the activity then runs again after a restart, whatever it throws) and when its orchestration is
/// terminated.
/// </param>
internal delegate Task<object?> ActivityDelegate(ActivityInvocation invocation, CancellationToken cancellationToken);
