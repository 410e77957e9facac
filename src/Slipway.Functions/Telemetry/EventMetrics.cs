using System.Text;
using System.Text.Json;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Slipway.Core.Events;
using Slipway.Functions.Api;

namespace Slipway.Functions.Telemetry;

/// <summary>
/// Measures workflows by their events, where they are published: an activity, which no replay runs again. An event that is published twice
/// counts once.
/// </summary>
internal sealed partial class EventMetrics(WorkflowMeter meter, ILogger<EventMetrics> logger)
{
    /// <summary>Of so many workflows something is remembered; the one that came first is forgotten first.</summary>
    internal const int MaxWatched = 10_000;

    private const int MaxAgents = 1_000;
    private const string LifecycleName = "lifecycle";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, WatchedWorkflow> _watched = new(StringComparer.Ordinal);
    private readonly Queue<string> _inOrder = new();

    /// <summary>Measures what was not measured yet.</summary>
    public async Task NoteAsync(IReadOnlyList<WorkflowEvent> events, DurableTaskClient client, CancellationToken cancellationToken)
    {
        foreach (var happened in events)
        {
            if (IsNew(happened) && OutcomeOf(happened.Type) is { } outcome)
            {
                NoteEnd(happened, outcome, await FindAsync(happened.WorkflowId, client, cancellationToken));
            }
        }
    }

    /// <summary>The workflow that ended; <see langword="null"/> when it cannot be read: its events are published all the same.</summary>
    private async Task<OrchestrationMetadata?> FindAsync(string id, DurableTaskClient client, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellationToken);
        }
#pragma warning disable CA1031 // Whatever keeps it from being read must not keep its events back.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogUnread(exception, id);
            return null;
        }
    }

    private bool IsNew(WorkflowEvent happened)
    {
        lock (_lock)
        {
            var workflow = Watch(happened.WorkflowId);
            if (happened.Sequence <= workflow.Sequence)
            {
                return false;
            }

            workflow.Sequence = happened.Sequence;
            NoteSteps(happened, workflow);
            return true;
        }
    }

    private void NoteSteps(WorkflowEvent happened, WatchedWorkflow workflow)
    {
        var step = Text(happened, "step") ?? "";
        switch (happened.Type)
        {
            case EventType.WorkflowStarted:
                workflow.WaitsSince = happened.Time;
                workflow.IsChild = happened.Data.TryGetProperty("parent", out var parent) && parent.ValueKind == JsonValueKind.Object;
                break;
            case EventType.StepStarted:
                Begin(happened, step, workflow);
                break;
            case EventType.StepCompleted:
                Took(happened, step, IsFalse(happened, "passed") ? "failed" : "completed");
                break;
            case EventType.StepFailed:
                Took(happened, step, "failed");
                meter.StepFailures.Add(
                    1, Tag("category", Text(happened, "category") ?? "unknown"), Tag("agent", workflow.Agents.GetValueOrDefault(step, "")));
                break;
            case EventType.StepRetry:
                meter.StepRetries.Add(1, Tag("agent", workflow.Agents.GetValueOrDefault(step, "")));
                break;
        }
    }

    private void Begin(WorkflowEvent happened, string step, WatchedWorkflow workflow)
    {
        if (workflow is { WaitsSince: { } since, IsChild: false })
        {
            meter.QueueWaits.Record((happened.Time - since).TotalSeconds);
        }

        workflow.WaitsSince = null;

        if (Text(happened, "agent") is { } agent && workflow.Agents.Count < MaxAgents)
        {
            workflow.Agents[step] = agent;
        }
    }

    private void Took(WorkflowEvent happened, string step, string outcome)
    {
        if (happened.Data.TryGetProperty("durationMs", out var took) && took.TryGetDouble(out var milliseconds))
        {
            meter.StepDurations.Record(milliseconds / 1_000, Tag("step", step), Tag("outcome", outcome));
        }
    }

    private void NoteEnd(WorkflowEvent happened, string outcome, OrchestrationMetadata? metadata)
    {
        var definition = metadata is null ? "unknown" : WorkflowView.From(metadata).Definition?.Id ?? LifecycleName;
        var (how, what) = (Tag("outcome", outcome), Tag("definition", definition));
        meter.Executions.Add(1, how, what);
        if (metadata is not null)
        {
            meter.Durations.Record((happened.Time - metadata.CreatedAt).TotalSeconds, how, what);
            meter.ContextBytes.Record(Size(metadata.SerializedInput) + Size(metadata.SerializedCustomStatus));
        }
    }

    private WatchedWorkflow Watch(string id)
    {
        if (!_watched.TryGetValue(id, out var workflow))
        {
            workflow = _watched[id] = new WatchedWorkflow();
            _inOrder.Enqueue(id);
            if (_inOrder.Count > MaxWatched)
            {
                _watched.Remove(_inOrder.Dequeue());
            }
        }

        return workflow;
    }

    private static string? OutcomeOf(string type) => type switch
    {
        EventType.WorkflowCompleted => "completed",
        EventType.WorkflowFailed => "failed",
        EventType.WorkflowCancelled => "cancelled",
        _ => null,
    };

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private static int Size(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);

    private static string? Text(WorkflowEvent happened, string name) =>
        happened.Data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool IsFalse(WorkflowEvent happened, string name) =>
        happened.Data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.False;
}
