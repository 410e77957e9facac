using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Tracing;

/// <summary>
/// Where an orchestration is in a distributed trace. Its row has the span that started it, as a W3C <c>traceparent</c> and, after a space,
/// a <c>tracestate</c>.
/// </summary>
/// <remarks>
/// The ids of the spans of an orchestration and its calls are made of that. So they need no place in the history, are known before the
/// spans end, and are the same in each replay.
/// </remarks>
internal static class TracePlace
{
    /// <summary>What W3C Trace Context asks to pass on at least; a longer state is left out.</summary>
    private const int MaxStateLength = 512;

    public static string Write(ActivityContext context)
    {
        var parent = $"00-{context.TraceId}-{context.SpanId}-{(int)context.TraceFlags:x2}";
        return context.TraceState is { Length: > 0 and <= MaxStateLength } state ? $"{parent} {state}" : parent;
    }

    /// <summary>The span that was written; null when there is none.</summary>
    public static ActivityContext? Read(string? text)
    {
        var parts = text?.Split(' ', 2);
        return parts is not null && ActivityContext.TryParse(parts[0], parts.ElementAtOrDefault(1), out var context) ? context : null;
    }

    /// <summary>The span of a generation; null when it is in no trace.</summary>
    public static ActivityContext? OfOrchestration(InstanceRow row) =>
        Read(row.Trace) is { } start ? Below(start, $"{row.InstanceId}\n{row.Generation}") : null;

    /// <summary>The span of a call that an orchestration with this span makes.</summary>
    public static ActivityContext OfCall(ActivityContext orchestration, int taskId) => Below(orchestration, $"{taskId}");

    /// <summary>The span of a call, written; null when the caller is in no trace.</summary>
    public static string? WriteCall(InstanceRow caller, int taskId) =>
        OfOrchestration(caller) is { } orchestration ? Write(OfCall(orchestration, taskId)) : null;

    private static ActivityContext Below(ActivityContext parent, string name)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{parent.TraceId}{parent.SpanId}{name}"));
        return new ActivityContext(
            parent.TraceId, ActivitySpanId.CreateFromBytes(hash.AsSpan(0, 8)), parent.TraceFlags, parent.TraceState);
    }
}
