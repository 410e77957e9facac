namespace Slipway.LocalHost.Storage;

/// <summary>A durable timer that has not fired.</summary>
internal sealed record TimerRow(long InstanceKey, int Generation, int TaskId, DateTime FireAt)
{
    /// <summary>The task id of a timer that starts an instance which was scheduled for later.</summary>
    public const int StartTaskId = -1;
}
