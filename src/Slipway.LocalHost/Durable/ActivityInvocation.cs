using Microsoft.DurableTask;

namespace Slipway.LocalHost.Durable;

/// <summary>One run of an activity. The same invocation may run again: activities are executed at least once.</summary>
/// <param name="InstanceId">The orchestration that scheduled it.</param>
/// <param name="Name">The activity's name as the orchestration wrote it.</param>
/// <param name="TaskId">The number of the call within its orchestration; with the instance id it identifies the call across runs.</param>
/// <param name="Input">JSON of the activity's input (the value itself, not an array), or null.</param>
internal sealed record ActivityInvocation(string InstanceId, TaskName Name, int TaskId, string? Input)
{
    /// <summary>Tells the engine that the activity is alive; means something only where its function has a heartbeat timeout.</summary>
    public Action Heartbeat { get; init; } = () => { };
}
