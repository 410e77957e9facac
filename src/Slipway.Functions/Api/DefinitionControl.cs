using System.Text.Json;
using Microsoft.DurableTask.Client;
using Slipway.Core;
using Slipway.Core.Definitions;
using Slipway.Core.Definitions.Expressions;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Functions.Orchestrators.Definitions;

namespace Slipway.Functions.Api;

/// <summary>Says whether a workflow of a definition can be told something now. The workflow looks again when it hears it.</summary>
internal static class DefinitionControl
{
    /// <summary>A workflow with all its steps, from its history.</summary>
    public static async Task<WorkflowView> ShowAsync(
        DurableTaskClient client, OrchestrationMetadata metadata, WorkflowView view, CancellationToken cancellationToken)
    {
        var events = await EventsAsync(client, metadata, cancellationToken);
        var definition = view.Definition! with { Steps = StepsOf(metadata, view, events) };
        if (definition.Outputs is null
            && view.Status is ExecutionStatus.Completed or ExecutionStatus.Failed
            && events.LastOrDefault(happened => happened.Type is EventType.WorkflowCompleted or EventType.WorkflowFailed) is { } told
            && told.Data.TryGetProperty("outputs", out var outputs))
        {
            // It is done, and tidies up; or it waits for a decision, and this is how far it came.
            definition = definition with { Outputs = outputs };
        }

        return view with { Definition = definition };
    }

    private static async Task<IReadOnlyList<WorkflowEvent>> EventsAsync(
        DurableTaskClient client, OrchestrationMetadata metadata, CancellationToken cancellationToken) =>
        WorkflowEvents.Read(await client.GetOrchestrationHistoryAsync(metadata.InstanceId, cancellationToken), after: 0);

    private static IReadOnlyList<StepReport> StepsOf(
        OrchestrationMetadata metadata, WorkflowView view, IReadOnlyList<WorkflowEvent> events) =>
        DefinitionRunView.RequestOf(metadata) is { } request ? StepReports.Read(request, events, view.Definition!.Current) : [];

    /// <summary>Why a signal makes no sense for a workflow as it is; <see langword="null"/> when it does.</summary>
    public static async Task<string?> WhyNotAsync(
        DurableTaskClient client, OrchestrationMetadata metadata, WorkflowView view, WorkflowSignal signal,
        CancellationToken cancellationToken)
    {
        if (WorkflowView.IsOver(metadata, view))
        {
            return $"it ended as {view.Status.ToString().ToLowerInvariant()}. Start a new one.";
        }

        switch (signal.Kind)
        {
            case SignalKind.Pause:
                return view.Status switch
                {
                    _ when view.Definition!.IsEnding == true => "it is ending.",
                    ExecutionStatus.Paused => "it is paused already.",
                    ExecutionStatus.Failed => "it has failed, and no time counts but that for a decision. Recover it instead.",
                    _ => null,
                };
            case SignalKind.Resume:
                return view.Status == ExecutionStatus.Paused ? null : "it is not paused.";
            case SignalKind.Cancel or SignalKind.Event:
            case SignalKind.PullRequest or SignalKind.Push or SignalKind.Check or SignalKind.Review:
                return null;
        }

        var events = await EventsAsync(client, metadata, cancellationToken);
        var steps = StepsOf(metadata, view, events);
        return signal.Kind switch
        {
            SignalKind.Approve or SignalKind.Reject => WhyNotDecide(steps, signal, events, view.Definition!.Actor),
            SignalKind.Decide when signal.Decision == Decision.Skip => WhyNotRecover(view, steps, signal)
                ?? WhyNotAround(steps, SkipOf(signal, steps), events, DefinitionRunView.RequestOf(metadata)!),
            SignalKind.Decide => WhyNotRecover(view, steps, signal),
            _ => WhyNotStep(view, steps, signal) ?? WhyNotAround(steps, signal, events, DefinitionRunView.RequestOf(metadata)!),
        };
    }

    private static string? WhyNotDecide(
        IReadOnlyList<StepReport> steps, WorkflowSignal signal, IReadOnlyList<WorkflowEvent> events, string? startedBy)
    {
        string[] asked = [.. steps.Where(step => step.State == StepState.Waiting && IsApproval(step)).Select(step => step.Id)];
        return signal.Step switch
        {
            { } named when !asked.Contains(named, StringComparer.Ordinal) => asked.Length == 0
                ? "it does not wait for an approval."
                : $"'{named}' does not wait for an approval; these do: {string.Join(", ", asked)}.",
            null when asked.Length == 0 => signal.Action is null ? "it does not wait for an approval." : null,
            null when asked.Length > 1 => $"several approvals are waited for: say which step of {string.Join(", ", asked)}.",
            var named => TallyOf(named ?? asked[0], events, startedBy)?.WhyNot(
                Core.Security.Sanitiser.Line(signal.Actor), signal.Kind == SignalKind.Approve, signal.Form),
        };
    }

    private static WorkflowSignal SkipOf(WorkflowSignal decision, IReadOnlyList<StepReport> steps) => decision with
    {
        Kind = SignalKind.SkipStep, Step = decision.Step ?? steps.First(step => step.State == StepState.Parked).Id,
    };

    /// <summary>Nobody goes round an approval that they could not give, and nothing is run by hand beside what it would disturb.</summary>
    private static string? WhyNotAround(
        IReadOnlyList<StepReport> steps, WorkflowSignal signal, IReadOnlyList<WorkflowEvent> events, DefinitionRunRequest request)
    {
        var step = steps.First(each => each.Id == signal.Step);
        return signal.Kind switch
        {
            SignalKind.SkipStep => Within(steps, step).Where(IsUndecided)
                .Select(approval => (TallyOf(approval.Id, events, request.Actor) ?? TallyAhead(approval, request))
                    ?.WhyNotSkip(Core.Security.Sanitiser.Line(signal.Actor)))
                .FirstOrDefault(reason => reason is not null),
            SignalKind.RunStep when Before(steps, step).Skip(1).FirstOrDefault(IsUndecided) is { } approval =>
                $"it comes after '{approval.Id}', which nobody has approved. Approve or skip that first.",
            SignalKind.RunStep when step.IsOnDemand != true && InTheWayOf(step, steps, request) is { } other =>
                StepActions.WhyNotBeside(other.Id),
            _ => null,
        };
    }

    /// <summary>A step, and all that stand in it.</summary>
    private static IEnumerable<StepReport> Within(IReadOnlyList<StepReport> steps, StepReport step) =>
        steps.Where(each => each.Group == step.Id).SelectMany(inner => Within(steps, inner)).Prepend(step);

    /// <summary>What decides about an approval before it is asked for, as far as it is known here; the workflow knows the rest.</summary>
    private static ApprovalTally? TallyAhead(StepReport approval, DefinitionRunRequest request) =>
        ApprovalRule.Ahead(
            DefinitionOf(approval, request).Config,
            new ExpressionScope { Inputs = request.Inputs, Item = request.Item, Index = request.Index }, "steps", "workflow") is { } rule
            ? new ApprovalTally(rule, request.Actor)
            : null;

    private static StepReport? InTheWayOf(StepReport step, IReadOnlyList<StepReport> steps, DefinitionRunRequest request)
    {
        var definition = DefinitionOf(step, request);
        return steps.FirstOrDefault(other => other is { State: StepState.Running, Type: not StepType.Parallel }
            && WorktreeRule.KeepsApart(definition, DefinitionOf(other, request), request));
    }

    private static StepDefinition DefinitionOf(StepReport step, DefinitionRunRequest request) =>
        request.Definition.AllSteps().First(each => each.Id == step.Id);

    private static bool IsUndecided(StepReport step) =>
        IsApproval(step) && step.State is StepState.Pending or StepState.Waiting or StepState.Parked;

    /// <summary>All that a step depends on, the step itself included.</summary>
    private static IEnumerable<StepReport> Before(IReadOnlyList<StepReport> steps, StepReport step)
    {
        var known = steps.ToDictionary(each => each.Id, StringComparer.Ordinal);
        var found = new HashSet<string>(StringComparer.Ordinal) { step.Id };
        var next = new Stack<StepReport>([step]);
        while (next.TryPop(out var current))
        {
            yield return current;
            foreach (var id in current.DependsOn.Append(current.Group).OfType<string>().Where(found.Add))
            {
                next.Push(known[id]);
            }
        }
    }

    /// <summary>What has been decided about an approval so far.</summary>
    private static ApprovalTally? TallyOf(string step, IReadOnlyList<WorkflowEvent> events, string? startedBy)
    {
        ApprovalTally? tally = null;
        foreach (var happened in events.Where(each => each.Data.TryGetProperty("step", out var about) && about.ValueEquals(step)))
        {
            switch (happened.Type)
            {
                case EventType.ApprovalRequested:
                    tally = new ApprovalTally(happened.Data.GetProperty("rule").Deserialize<ApprovalRule>(CoreJson.Options)!, startedBy);
                    break;
                case EventType.ApprovalEscalated when tally is not null:
                    tally.IsEscalated = true;
                    break;
                case EventType.ApprovalGiven when tally is not null:
                    tally.Take(new ApprovalVote(
                        happened.Data.GetProperty("actor").GetString()!, happened.Data.GetProperty("approved").GetBoolean(),
                        Comment: null, happened.Time, Form: null));
                    break;
            }
        }

        return tally;
    }

    private static bool IsApproval(StepReport step) =>
        step.Type == StepType.Approval || step.Uses == ControlSteps.Approval;

    private static string? WhyNotRecover(
        WorkflowView view, IReadOnlyList<StepReport> steps, WorkflowSignal signal) => signal.Decision switch
    {
        _ when signal.Requirement is not null => StepActions.NoRequirement,
        Decision.Abort => null,
        Decision.Skip when signal.Step is null && steps.Count(step => step.State == StepState.Parked) != 1 =>
            "say which step to skip.",
        Decision.GoBack when signal.Step is null => "say which step to go back to.",
        Decision.Skip when signal.Step is not null => WhyNotStep(view, steps, signal with { Kind = SignalKind.SkipStep }),
        Decision.GoBack => WhyNotStep(view, steps, signal with { Kind = SignalKind.GoBack }),
        Decision.Retry when signal.Step is { } named && !steps.Any(step => step.Id == named && HasChildren(step)) =>
            WhyNotStep(view, steps, signal with { Kind = SignalKind.RetryStep }),
        Decision.Retry when view.Status != ExecutionStatus.Failed && !steps.Any(MayWaitForDecision) => "no step waits for a decision.",
        _ => null,
    };

    /// <summary>A child that waits for one is told to go on, too.</summary>
    private static bool MayWaitForDecision(StepReport step) => step.State == StepState.Parked || HasChildren(step);

    private static bool HasChildren(StepReport step) => step.State == StepState.Running && step.Children.Count > 0;

    private static string? WhyNotStep(WorkflowView view, IReadOnlyList<StepReport> steps, WorkflowSignal signal) =>
        steps.FirstOrDefault(step => step.Id == signal.Step) is { } step
            ? StepActions.WhyNot(signal.Kind, new StepStanding(
                step.Id, step.State, step.Type, view.Status, IsSpare: step.IsOnDemand == true && step.Attempts.Count == 0,
                IsEnding: view.Definition!.IsEnding == true) { IsApproval = IsApproval(step) }, signal.Input is not null)
            : $"it has no step '{Core.Security.Sanitiser.Line(signal.Step ?? "", 100)}'. "
                + (Core.Nearest.One(signal.Step ?? "", steps.Select(each => each.Id)) is { } near ? $"Did you mean '{near}'?" : "");
}
