using System.Diagnostics;
using System.Runtime.CompilerServices;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Tracing;

/// <summary>
/// The spans of a distributed trace, of the same source and with the same names and tags as those of the real client and worker. Nobody
/// pays for what nobody listens to: without a listener at its start, an orchestration is in no trace.
/// </summary>
internal static class EngineSpans
{
    public const string SourceName = "Microsoft.DurableTask";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Whether somebody wants spans.</summary>
    public static bool AreWanted => Source.HasListeners();

    /// <summary>A client starts an orchestration.</summary>
    public static Activity? CreateOrchestration(string instanceId, ExecutionStarted start) =>
        Source.StartActivity(NameOf("create_orchestration", start.Name, start.Version), ActivityKind.Producer)
            ?.Describe("orchestration", start.Name, start.Version)
            .SetTag("durabletask.task.instance_id", instanceId);

    /// <summary>A client raises an event.</summary>
    public static Activity? RaiseEvent(string instanceId, string name) =>
        Source.StartActivity(NameOf("orchestration_event", name), ActivityKind.Producer)
            ?.Describe("event", name)
            .SetTag("durabletask.event.target_instance_id", instanceId);

    /// <summary>An activity's code runs.</summary>
    public static Activity? RunActivity(TaskRow task) => TracePlace.Read(task.Trace) is not { } call ? null
        : Source.StartActivity(NameOf("activity", task.Name, task.Version), ActivityKind.Server, call)
            ?.Describe("activity", task.Name, task.Version)
            .SetTag("durabletask.task.instance_id", task.InstanceId)
            .SetTag("durabletask.task.task_id", task.TaskId);

    /// <summary>A span that began at a time of the history, in UTC.</summary>
    public static Activity? Begin(string name, ActivityKind kind, ActivityContext parent, DateTime startedAt) =>
        Source.StartActivity(name, kind, parent, startTime: new DateTimeOffset(startedAt));

    public static Activity Describe(this Activity span, string type, string name, string? version = null) => span
        .SetTag("durabletask.type", type)
        .SetTag("durabletask.task.name", name)
        .SetTag("durabletask.task.version", string.IsNullOrEmpty(version) ? null : version);

    /// <summary>Says why what a span stands for failed, if it did.</summary>
    public static Activity Fail(this Activity span, Failure? failure) =>
        failure is null ? span : span.SetStatus(ActivityStatusCode.Error, failure.ErrorMessage);

    public static void End(this Activity span, DateTime time) => span.SetEndTime(time).Stop();

    /// <summary>Gives a span its id. .NET makes one at each start, and here a span goes on after a restart.</summary>
    public static Activity WithId(this Activity span, ActivityContext own)
    {
        SpanId(span) = own.SpanId.ToHexString();
        return span;
    }

    public static string NameOf(string kind, string name, string? version = null) =>
        string.IsNullOrEmpty(version) ? $"{kind}:{name}" : $"{kind}:{name}@({version})";

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_spanId")]
    private static extern ref string? SpanId(Activity span);
}
