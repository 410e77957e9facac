using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Definitions;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Events;
using Slipway.Core.Policies;
using Slipway.Core.Ports;

namespace Slipway.Functions.Api;

/// <summary>Tells how each step of a workflow stands, from what happened: there is no second record of it.</summary>
internal sealed class StepReports
{
    private readonly Dictionary<string, StepReport> _steps;
    private readonly DefinitionGraph _graph;

    private StepReports(DefinitionGraph graph)
    {
        _graph = graph;
        _steps = graph.Steps.ToDictionary(
            step => step.Id,
            step => new StepReport
            {
                Id = step.Id,
                Name = step.Definition.Name,
                Type = step.Definition.Type,
                Uses = step.Definition.Uses,
                DependsOn = step.Definition.DependsOn,
                Group = step.Group,
                State = StepState.Pending,
                IsOnDemand = step.IsOnDemand ? true : null,
            },
            StringComparer.Ordinal);
    }

    /// <summary>The steps, each after those it waits for.</summary>
    /// <param name="request">What the workflow was started with.</param>
    /// <param name="events">What happened, in order.</param>
    /// <param name="current">What its status says of those that run or wait.</param>
    public static IReadOnlyList<StepReport> Read(
        DefinitionRunRequest request, IReadOnlyList<WorkflowEvent> events, IReadOnlyList<CurrentStep> current)
    {
        var reports = new StepReports(DefinitionGraph.Of(request.Definition));
        foreach (var happened in events)
        {
            reports.Take(happened);
        }

        foreach (var step in current)
        {
            reports.Change(step.Id, report => report with { State = step.State, WaitingFor = step.WaitingFor });
        }

        return [.. reports._graph.Steps.Select(step => reports._steps[step.Id])];
    }

    private void Take(WorkflowEvent happened)
    {
        var data = happened.Data;
        if (happened.Type == EventType.StepReopened)
        {
            foreach (var id in data.GetProperty("steps").EnumerateArray())
            {
                Change(id.GetString(), report => report with
                {
                    State = StepState.Pending, Outputs = null, Failure = null, Summary = null, EndedAt = null,
                });
            }

            return;
        }

        if (!data.TryGetProperty("step", out var step))
        {
            return;
        }

        Change(step.GetString(), report => happened.Type switch
        {
            EventType.StepStarted => Started(report, happened),
            EventType.StepCompleted => Ended(
                report, happened, StepState.Succeeded, data.TryGetProperty("idle", out _) ? "idle" : "succeeded"),
            EventType.StepFailed => Ended(report, happened, StepState.Failed, "failed") with
            {
                Failure = new StepFailure(report.Id, Text(data, "code") ?? "", Category(data), Text(data, "message") ?? ""),
            },
            EventType.StepCancelled => Ended(
                report, happened, data.TryGetProperty("again", out _) ? StepState.Pending : StepState.Cancelled, "cancelled"),
            EventType.StepSkipped => report with
            {
                State = StepState.Skipped, EndedAt = happened.Time, Summary = Text(data, "reason"), Outputs = Json(data, "outputs"),
            },
            EventType.StepRetry when data.TryGetProperty("idle", out _) => Ended(report, happened, StepState.WaitingRetry, "idle"),
            EventType.StepRetry => report with
            {
                State = data.TryGetProperty("delayMs", out _) ? StepState.WaitingRetry : StepState.Pending,
            },
            EventType.ApprovalRequested => report with { State = StepState.Waiting },
            EventType.StepCompensated => report with { State = StepState.Compensated },
            EventType.ChildStarted => report with { Children = And(report.Children, Text(data, "child") ?? "") },
            EventType.ParallelBatchCompleted => report with
            {
                State = data.GetProperty("state").Deserialize<StepState>(CoreJson.Options), EndedAt = happened.Time,
            },
            EventType.Progress when data.TryGetProperty("parked", out _) => report with { State = StepState.Parked },
            _ => report,
        });
    }

    private static StepReport Started(StepReport report, WorkflowEvent happened)
    {
        var attempt = new StepAttempt
        {
            Visit = happened.Data.GetProperty("visit").GetInt32(),
            Attempt = happened.Data.GetProperty("attempt").GetInt32(),
            StartedAt = happened.Time,
            Agent = Text(happened.Data, "agent"),
        };
        return report with
        {
            State = StepState.Running,
            Visit = attempt.Visit,
            Attempts = [.. report.Attempts, attempt],
            Agent = attempt.Agent,
            StartedAt = report.StartedAt ?? happened.Time,
            EndedAt = null,
            Failure = null,
            Summary = null,
        };
    }

    private static StepReport Ended(StepReport report, WorkflowEvent happened, StepState state, string outcome)
    {
        var data = happened.Data;
        var attempts = report.Attempts.ToArray();
        if (attempts.Length > 0 && attempts[^1].EndedAt is null)
        {
            attempts[^1] = attempts[^1] with
            {
                EndedAt = happened.Time,
                Outcome = outcome,
                Code = Text(data, "code"),
                Category = data.TryGetProperty("category", out _) ? Category(data) : null,
                Message = Text(data, "message"),
            };
        }

        return report with
        {
            State = state,
            Attempts = attempts,
            EndedAt = happened.Time,
            Summary = Text(data, "summary") ?? Text(data, "message"),
            Outputs = Json(data, "outputs"),
            Artifacts = data.TryGetProperty("artifacts", out var artifacts)
                ? [.. report.Artifacts, .. artifacts.Deserialize<ArtifactReference[]>(CoreJson.Options) ?? []]
                : report.Artifacts,
            WaitingFor = null,
        };
    }

    // A step may have 10,000 children, and this reader alone has the list.
    private static List<string> And(IReadOnlyList<string> children, string child)
    {
        var own = children as List<string> ?? [.. children];
        own.Add(child);
        return own;
    }

    private void Change(string? id, Func<StepReport, StepReport> change)
    {
        if (id is not null && _steps.TryGetValue(id, out var report))
        {
            _steps[id] = change(report);
        }
    }

    private static ErrorCategory Category(JsonElement data) =>
        data.TryGetProperty("category", out var category) ? category.Deserialize<ErrorCategory>(CoreJson.Options) : ErrorCategory.Bug;

    private static string? Text(JsonElement data, string name) =>
        data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonElement? Json(JsonElement data, string name) => data.TryGetProperty(name, out var value) ? value : null;
}
