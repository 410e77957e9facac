using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.DurableTask;
using Slipway.Core;
using Slipway.Core.Definitions;
using Slipway.Core.Definitions.Expressions;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;
using Slipway.Functions.Steps;

namespace Slipway.Functions.Orchestrators.Definitions;

/// <content>Children: workflows that steps start. What fails there is decided there; here it is seen.</content>
internal sealed partial class DefinitionRun
{
    private const int MaxItems = 10_000;
    private const string DecisionAbout = "A decision about workflow ";

    /// <summary>What a child says that waits for a decision, and goes on elsewhere all the same.</summary>
    private const string Busy = "busy";

    private TaskCompletionSource? _standing;

    /// <summary>Runs another definition as a child.</summary>
    private async Task<StepOutcome> SubflowAsync(StepRun step, JsonElement config)
    {
        var turn = step.Turn;
        var name = ControlSteps.DefinitionOf(step.Definition, config);
        var written = name is null ? ControlSteps.WrittenIn(config) : null;
        var allowed = Allowed(ControlSteps.PluginsIn(config));
        var problem = (name, written, allowed) switch
        {
            (null, null, _) => "it must name the definition to run: config.definition, or uses.",
            (null, _, null) =>
                "it was given a definition, not the id of one: say in config.plugins what its steps may use, such as [agent.run].",
            _ => null,
        };
        if (problem is not null)
        {
            return Misconfigured(step, problem);
        }

        name ??= $"what '{step.Id}' was given";
        if (_request.Depth == DefinitionRunRequest.MaxDepth)
        {
            return TooDeep(step, name);
        }

        var resolved = await _durable.CallStepAsync<ResolvedDefinition>(
            nameof(ResolveDefinition),
            new ResolveDefinitionInput(name, config.TryGetProperty("inputs", out var inputs) ? inputs : NoConfig)
            {
                Written = written, Plugins = allowed,
            });
        if (resolved.Value is not { } found)
        {
            return Failed(resolved.Error, step.Id);
        }

        if (await SharedWorkspaceAsync(config) is { } unprepared)
        {
            return Failed(unprepared, step.Id);
        }

        await StandAsync(step);
        if (step.IsStale(turn))
        {
            return Stopped();
        }

        var child = await ChildAsync(step, PartsFor(step), _request with
        {
            Definition = written is null ? found.Definition : WrittenDefinition.Below(_request.Definition.Id, found.Definition),
            AllowedPlugins = allowed,
            Inputs = found.Inputs,
            Plugins = found.Plugins,
            Agent = step.Agent ?? _request.Agent,
            Workspace = WorktreeRule.HasOwn(config) ? null : _workspace,
            Item = null,
            Index = null,
            OuterSteps = new Dictionary<string, StepView>(StringComparer.Ordinal),
        });
        return Ended(child.Id, child.Result);
    }

    private static StepOutcome TooDeep(StepRun step, string name) => StepOutcome.Failed(
        ErrorCodes.Deadlocked, ErrorCategory.Configuration,
        $"'{step.Id}' would run '{name}' {DefinitionRunRequest.MaxDepth + 1} workflows deep. "
            + "A definition that runs itself needs a condition that ends it.");

    /// <summary>What a child may use: no more than this workflow may itself.</summary>
    private List<string>? Allowed(IReadOnlyList<string>? named) => (_request.AllowedPlugins, named) switch
    {
        (null, null) => null,
        ({ } own, { } other) => [.. own.Intersect(other, StringComparer.Ordinal)],
        var (own, other) => [.. own ?? other!],
    };

    /// <summary>Runs the steps inside once for each item, as children, so many at a time.</summary>
    private async Task<StepOutcome> ForEachAsync(StepRun step, JsonElement config)
    {
        var limit = _request.AllowedPlugins is null ? MaxItems : WrittenDefinition.MaxItems;
        if (!config.TryGetProperty("items", out var items) || items.ValueKind != JsonValueKind.Array || items.GetArrayLength() > limit)
        {
            return Misconfigured(step, $"items must be a list of at most {limit:N0}.");
        }

        var most = config.TryGetProperty("maxConcurrent", out var atOnce) && atOnce.TryGetInt32(out var wanted) && wanted > 0
            ? wanted
            : _request.Definition.MaxConcurrentSteps;
        if (WorktreeRule.Of(step.Definition, _request) == WorkspaceUse.Exclusive && !WorktreeRule.HasOwn(config))
        {
            most = 1;
        }

        var turn = step.Turn;
        if (await SharedWorkspaceAsync(config) is { } unprepared)
        {
            return Failed(unprepared, step.Id);
        }

        Emit(EventType.ParallelBatchStarted, new { step = step.Id, count = items.GetArrayLength(), atOnce = most });
        var outcome = await EachAsync(step, turn, EachRequest(step, WorktreeRule.HasOwn(config)), [.. items.EnumerateArray()], most);
        if (!step.IsStale(turn))
        {
            var state = outcome.Status == StepOutcomeStatus.Error ? StepState.Failed : StepState.Succeeded;
            Emit(EventType.ParallelBatchCompleted, new
            {
                step = step.Id, state,
                failed = outcome.Outputs is { } outputs && outputs.TryGetProperty("failed", out var failed) ? failed.GetInt32() : 0,
            });
        }

        return outcome;
    }

    /// <summary>Runs a child an item, so many at a time, until all are over or one says that it is enough.</summary>
    private async Task<StepOutcome> EachAsync(StepRun step, int turn, DefinitionRunRequest request, JsonElement[] all, int most)
    {
        var results = new ChildEnd[all.Length];
        var running = new Dictionary<Task<ChildEnd>, int>();
        var (until, count) = (UntilOf(step.Definition), all.Length);
        StepOutcome? wrong = null;
        (step.ItemsLeft, step.MaxItems) = (count, most);
        for (var next = 0; next < count || running.Count > 0;)
        {
            while (next < count && running.Count < most && !step.IsStale(turn) && _ending is null)
            {
                if (Stands(step))
                {
                    await StandAsync(step);
                    continue;
                }

                var atOnce = Math.Min(most - running.Count, count - next);
                step.ItemsLeft = count - next - 1;
                running.Add(ChildAsync(step, atOnce * PartsFor(step), request with { Item = all[next], Index = next }), next++);
            }

            if (running.Count == 0)
            {
                return Stopped();
            }

            var ended = await Task.WhenAny(running.Keys);
            var end = results[running[ended]] = await ended;
            running.Remove(ended);
            try
            {
                // What has begun goes on; nothing more begins.
                count = until?.Holds(Scope([]) with { Result = end.Result.Outputs }) == true ? next : count;
            }
            catch (ExpressionException exception)
            {
                (wrong, count) = (Misconfigured(step, $"until: {exception.Message}"), next);
            }

            if (count == next && step.ItemsLeft > 0 && !step.IsStale(turn))
            {
                // The loop may have looked meanwhile, and seen items that were still to begin.
                step.ItemsLeft = 0;
                Wake();
            }
        }

        return wrong ?? Together(results[..count]);
    }

    /// <summary>The expression that ends a foreach before its items do, as it is written.</summary>
    private static Expression? UntilOf(StepDefinition step) =>
        step.Config is { ValueKind: JsonValueKind.Object } config && config.TryGetProperty("until", out var text)
            && Expression.TryParse(text.GetString() ?? "", out var until, out _) ? until : null;

    private static StepOutcome Together(IReadOnlyList<ChildEnd> results)
    {
        var succeeded = results.Count(each => each.Result.Snapshot.Status == ExecutionStatus.Completed);
        var outputs = new
        {
            results = results.Select(each => each.Result.Outputs), succeeded, failed = results.Count - succeeded,
        };
        var outcome = StepOutcome.Success($"{results.Count} items.", outputs);
        if (outcome.Outputs!.Value.GetRawText().Length > Core.Security.CleanJson.MaxLength)
        {
            outcome = StepOutcome.Success($"{results.Count} items; what they gave is too much to keep together.",
                new { succeeded, failed = results.Count - succeeded });
        }

        return succeeded == results.Count ? outcome : StepOutcome.Failed(
            ErrorCodes.ChildFailed, ErrorCategory.ValidationFailed,
            $"{results.Count - succeeded} of {results.Count} items did not succeed: "
                + string.Join(", ", results.Where(each => each.Result.Snapshot.Status != ExecutionStatus.Completed)
                    .Take(MaxNamed).Select(each => each.Id)) + ".") with { Outputs = outcome.Outputs };
    }

    /// <summary>Makes the worktree that children share with this workflow, unless each is to have its own.</summary>
    /// <returns>Why there is none.</returns>
    private async Task<StepError?> SharedWorkspaceAsync(JsonElement config) =>
        _workspace is null && _request.Repository is not null && !WorktreeRule.HasOwn(config)
            ? (await PrepareAsync()).Error
            : null;

    /// <summary>What each item's child is started with: the steps inside, as a definition of their own.</summary>
    private DefinitionRunRequest EachRequest(StepRun step, bool ownWorkspace)
    {
        var inner = step.Definition.Steps;
        var text = JsonSerializer.Serialize(inner, CoreJson.Options);
        return _request with
        {
            Definition = _graph.BodyOf(step.Planned) with
            {
                Outputs = inner.ToDictionary(each => each.Id, each => $"steps.{each.Id}.outputs", StringComparer.Ordinal),
            },
            Agent = step.Agent ?? _request.Agent,
            Workspace = ownWorkspace ? null : _workspace,
            OuterSteps = _views
                .Where(view => text.Contains($"steps.{view.Key}", StringComparison.Ordinal) && view.Value.Status != StepView.Pending)
                .ToDictionary(StringComparer.Ordinal),
        };
    }

    /// <summary>Whether a step's time stands, and no child of it begins: the workflow is paused, waits for a decision, or has given its
    /// place back.</summary>
    private bool Stands(StepRun step) => !step.IsByHand && IsStanding;

    private bool IsStanding => _pause is not null || _hold is not null || (!_hasPlace && _ending is null);

    private async Task StandAsync(StepRun step)
    {
        while (Stands(step))
        {
            _standing ??= new TaskCompletionSource();
            await _standing.Task;
        }
    }

    private void GoOnWithChildren()
    {
        if (!IsStanding)
        {
            var standing = _standing;
            _standing = null;
            standing?.SetResult();
        }
    }

    /// <summary>Runs a child to its end.</summary>
    /// <param name="step">For which step.</param>
    /// <param name="parts">How many may want a part of the budget at once, this child counted.</param>
    /// <param name="request">What it is started with.</param>
    private async Task<ChildEnd> ChildAsync(StepRun step, int parts, DefinitionRunRequest request)
    {
        var turn = step.Turn;
        var part = _budget.Reserve(parts);
        AgentUsage? spent = null;
        var id = WorkflowId.Prefix + _durable.NewGuid().ToString("N")[..20];
        step.Children.Add(id);
        Emit(EventType.ChildStarted, new { step = step.Id, child = id, definition = request.Definition.Id, request.Index });
        ShowChildren(step);
        try
        {
            var child = _durable.CallSubOrchestratorAsync<DefinitionRunResult>(
                nameof(DefinitionRunner),
                request with { Parent = new ParentStep(Id, step.Id), Depth = _request.Depth + 1, Budget = part },
                new SubOrchestrationOptions(instanceId: id));
            Wake();
            var result = await child;
            spent = result.Snapshot.Spent;
            return new ChildEnd(id, result);
        }
        catch (TaskFailedException exception)
        {
            return new ChildEnd(id, new DefinitionRunResult(
                new DefinitionSnapshot
                {
                    Status = ExecutionStatus.Failed,
                    Failure = Failure(step: null, ErrorCodes.Unexpected, ErrorCategory.Bug, exception.FailureDetails.ErrorMessage),
                },
                null));
        }
        finally
        {
            _budget.Return(part, spent);
            step.Children.Remove(id);
            step.ParkedChildren.RemoveAll(parked => parked.Id == id);
            _asking.Remove(id);
            _leaving.Remove(id);
            if (!step.IsStale(turn) && step.Children.Count > 0)
            {
                ShowChildren(step);
            }

            Wake();
        }
    }

    private static void ShowChildren(StepRun step) => step.WaitingFor = step switch
    {
        { ParkedChildren: [var parked, ..] } => parked.Why,
        { Children: [var only] } => $"Workflow {only}.",
        _ => $"{step.Children.Count} workflows.",
    };

    private static StepOutcome Ended(string child, DefinitionRunResult result) => result.Snapshot.Status switch
    {
        ExecutionStatus.Completed => StepOutcome.Success($"Workflow {child} completed.", With(result.Outputs, child)),
        ExecutionStatus.Aborted => StepOutcome.Failed(
            ErrorCodes.Cancelled, ErrorCategory.Cancelled, $"Workflow {child} was cancelled."),
        _ => StepOutcome.Failed(
            ErrorCodes.ChildFailed, result.Snapshot.Failure?.Category ?? ErrorCategory.ValidationFailed,
            // Of workflows in each other, the innermost says why.
            result.Snapshot.Failure is { Code: ErrorCodes.ChildFailed } deeper
                ? deeper.Message
                : $"Workflow {child} failed: {result.Snapshot.Failure?.Message}"),
    };

    private static JsonObject With(JsonElement? outputs, string child)
    {
        var all = outputs is { ValueKind: JsonValueKind.Object } given ? JsonObject.Create(given)! : [];
        all["workflow"] = child;
        return all;
    }

    private static StepOutcome Stopped() =>
        StepOutcome.Failed(ErrorCodes.Cancelled, ErrorCategory.Cancelled, "The workflow stopped this step.");

    /// <summary>A child says that it waits for a decision, or no longer does.</summary>
    private void Hear(WorkflowSignal signal)
    {
        if (signal.Step is null || !_steps.TryGetValue(signal.Step, out var step) || !step.Children.Contains(signal.Actor))
        {
            return;
        }

        var before = step.ParkedChildren.Find(parked => parked.Id == signal.Actor).Why;
        step.ParkedChildren.RemoveAll(parked => parked.Id == signal.Actor);
        if (signal.Reason is { } reason)
        {
            // Of workflows in each other, the innermost is the one to decide about.
            var why = reason.StartsWith(DecisionAbout, StringComparison.Ordinal)
                ? reason
                : $"{DecisionAbout}{signal.Actor}, which failed: {reason}";
            step.ParkedChildren.Add((signal.Actor, why, signal.Action == Busy));
            _asking.Remove(signal.Actor);
        }
        else if (!_asking.Contains(signal.Actor))
        {
            _asking.Add(signal.Actor);
        }

        if (step.Work is not null)
        {
            ShowChildren(step);
        }

        var now = signal.Reason is null ? null : step.ParkedChildren[^1].Why;
        if (now != before)
        {
            Emit(EventType.Progress, new { message = now ?? $"Workflow {signal.Actor}.", step = step.Id, child = signal.Actor });
        }
    }

    /// <summary>How a child ended.</summary>
    private sealed record ChildEnd(string Id, DefinitionRunResult Result);
}
