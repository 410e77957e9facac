using System.Collections.Immutable;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>The trace an invocation belongs to.</summary>
public abstract class TraceContext
{
    /// <summary>The W3C traceparent; empty when there is none.</summary>
    public abstract string TraceParent { get; }

    /// <summary>The W3C tracestate; empty when there is none.</summary>
    public abstract string TraceState { get; }

    /// <summary>More about it.</summary>
    public virtual IReadOnlyDictionary<string, string> Attributes => ImmutableDictionary<string, string>.Empty;

    /// <summary>The W3C baggage.</summary>
    public virtual IReadOnlyDictionary<string, string> Baggage => ImmutableDictionary<string, string>.Empty;
}
