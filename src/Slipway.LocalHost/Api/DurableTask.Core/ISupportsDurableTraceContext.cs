namespace DurableTask.Core;

/// <summary>Marks the events that carry a trace context on the real host. This host has none.</summary>
internal interface ISupportsDurableTraceContext;
