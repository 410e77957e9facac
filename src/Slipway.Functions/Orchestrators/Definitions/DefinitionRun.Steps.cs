using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Definitions;
using Slipway.Core.Definitions.Expressions;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Events;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Orchestrators.Definitions;

/// <content>Steps: whether one runs, what it does, and its attempts.</content>
internal sealed partial class DefinitionRun
{
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromMinutes(30);
    private static readonly JsonElement NoConfig = JsonSerializer.SerializeToElement(new { });

    /// <summary>A step's dependencies are over: it is skipped, begins, or waits for a place.</summary>
    private async Task ConsiderAsync(StepRun step)
    {
        try
        {
            if (!Holds(step))
            {
                var omitted = Dependencies(step).Any(id => !_views[id].IsSuccess);
                Skip(step, omitted ? StepView.Omitted : StepView.Skipped,
                    omitted ? "A step it depends on did not succeed." : "Its condition does not hold.");
                return;
            }
        }
        catch (ExpressionException exception)
        {
            await FailForGoodAsync(step, Failure(
                step.Id, ErrorCodes.StepConfigInvalid, ErrorCategory.Configuration, $"The condition of '{step.Id}': {exception.Message}"));
            return;
        }

        if (step.Definition.Type == StepType.Parallel)
        {
            CompleteGroup(step);
        }
        else if (ControlSteps.WorkOf(step.Definition) is StepWork.Approval or StepWork.Wait)
        {
            // What only waits takes no place.
            await StartAsync(step);
        }
        else
        {
            _schedule.Queue(step.Id);
        }
    }

    private bool Holds(StepRun step)
    {
        for (var group = GroupOf(step.Planned); group is not null; group = GroupOf(group))
        {
            var inner = group.Definition.Steps.Select(each => each.Id);
            if (!Holds(group.Definition.When, Scope([.. Dependencies(group).Except(inner, StringComparer.Ordinal)])))
            {
                return false;
            }
        }

        // The steps inside a parallel one ask its condition themselves; what they come to is no condition of its end.
        return step.Definition.Type == StepType.Parallel || Holds(step.Definition.When, Scope(Dependencies(step)));
    }

    private GraphStep? GroupOf(GraphStep step) => step.Group is { } group ? _graph[group] : null;

    private static bool Holds(string? when, ExpressionScope scope)
    {
        if (when is null)
        {
            return Expression.Success.Holds(scope);
        }

        return Expression.TryParse(when, out var condition, out var error)
            ? condition.Holds(scope)
            : throw new ExpressionException(error);
    }

    /// <summary>What a step depends on, without those whose failure is as if they were not there.</summary>
    private string[] Dependencies(StepRun step) => Dependencies(step.Planned);

    private string[] Dependencies(GraphStep step) => [.. step.DependsOn.Where(id => !_steps[id].IsIgnored)];

    private ExpressionScope Scope(IReadOnlyList<string> dependsOn) => new()
    {
        Inputs = _request.Inputs,
        Steps = _views,
        Workflow = _workflow ??= JsonSerializer.SerializeToElement(
            new
            {
                id = Id,
                repository = _request.Repository,
                branch = _workspace?.Branch ?? new Core.Lifecycle.WorkflowId(Id).Branch,
                baseBranch = _workspace?.Repository.BaseBranch ?? _request.BaseBranch,
                baseSha = _workspace?.Repository.BaseSha,
                agent = _request.Agent?.ToString(),
            },
            CoreJson.Options),
        DependsOn = dependsOn,
        Item = _request.Item,
        Index = _request.Index,
    };

    private JsonElement? _workflow;

    /// <summary>All steps inside are over.</summary>
    private void CompleteGroup(StepRun step)
    {
        var inner = step.Definition.Steps.Select(each => _views[each.Id]).ToArray();
        var outputs = JsonSerializer.SerializeToElement(
            step.Definition.Steps.ToDictionary(each => each.Id, each => _views[each.Id].Outputs, StringComparer.Ordinal), CoreJson.Options);
        var failed = step.Definition.Steps.FirstOrDefault(each => !_views[each.Id].IsSuccess && !_steps[each.Id].IsIgnored);
        step.Failure = failed is null ? null : _steps[failed.Id].Failure ?? Failure(
            step.Id, ErrorCodes.StepFailed, ErrorCategory.ValidationFailed, $"'{failed.Id}' inside it did not succeed.");
        var (state, view) = failed is not null ? (StepState.Failed, StepView.Failed)
            : inner.Length > 0 && Array.TrueForAll(inner, each => each.Status == StepView.Skipped) ? (StepState.Skipped, StepView.Skipped)
            : (StepState.Succeeded, StepView.Succeeded);
        Emit(EventType.ParallelBatchCompleted, new { step = step.Id, state, failed = inner.Count(each => each.IsFailure) });
        Over(step, state, view, outputs);
    }

    /// <summary>Begins an attempt of a step that has a place, or needs none.</summary>
    private async Task StartAsync(StepRun step)
    {
        step.Attempt++;
        step.Since = _durable.CurrentUtcDateTime;
        step.Failure = null;
        step.Outputs = null;
        JsonElement config;
        try
        {
            config = Config(step);
            step.Agent = step.ChosenAgent ?? AgentOf(step);
        }
        catch (ExpressionException exception)
        {
            step.State = StepState.Running;
            Announce(step);
            await FailForGoodAsync(step, Failure(
                step.Id, ErrorCodes.StepConfigInvalid, ErrorCategory.Configuration, $"The config of '{step.Id}': {exception.Message}"));
            return;
        }

        if (!await EntersCircuitAsync(step))
        {
            return;
        }

        step.State = StepState.Running;
        _views[step.Id] = new StepView(StepView.Running, null);
        _active.Add(step);
        if (!step.IsPending)
        {
            Announce(step);
        }

        await DoAsync(step, config);
    }

    private void Announce(StepRun step)
    {
        for (var group = GroupOf(step.Planned); group is not null && !_steps[group.Id].IsBegun; group = GroupOf(group))
        {
            _steps[group.Id].IsBegun = true;
            var inner = group.Definition.Steps;
            Emit(EventType.ParallelBatchStarted, new
            {
                step = group.Id, count = inner.Count, steps = inner.Take(DefinitionSnapshot.MaxCurrent).Select(each => each.Id),
            });
        }

        Emit(EventType.StepStarted, new
        {
            step = step.Id, step.Attempt, step.Visit, maxAttempts = step.AttemptsBefore + step.Planned.Retry.MaxAttempts,
            uses = step.Definition.Uses,
            agent = step.Agent?.ToString(), calledBy = step.CalledBy?.Id,
        });
    }

    private async Task DoAsync(StepRun step, JsonElement config)
    {
        switch (ControlSteps.WorkOf(step.Definition))
        {
            case StepWork.Set:
                await FinishAsync(step, StepOutcome.Success("Set.", config));
                break;
            case StepWork.Choose:
                await FinishAsync(step, Choose(step, config));
                break;
            case StepWork.Approval:
                await AskAsync(step, config);
                break;
            case StepWork.Wait:
                await WaitAsync(step, config);
                break;
            case StepWork.Subflow:
                Limit(step, step.Definition.Timeout);
                step.Work = SubflowAsync(step, config);
                break;
            case StepWork.ForEach:
                Limit(step, step.Definition.Timeout);
                step.Work = ForEachAsync(step, config);
                break;
            default:
                var limit = LimitOf(step);
                Limit(step, limit);
                step.IsActivity = true;
                step.Work = AttemptAsync(step, config, limit);
                break;
        }
    }

    private static void Limit(StepRun step, TimeSpan? limit)
    {
        if (limit is { } longest)
        {
            step.Limit.Restart(longest);
        }
    }

    private TimeSpan LimitOf(StepRun step) => step.Definition.Timeout ?? Facts(step)?.DefaultTimeout ?? DefaultLimit;

    private PluginFacts? Facts(StepRun step) =>
        step.Definition.Uses is { } uses ? _request.Plugins.GetValueOrDefault(uses) : null;

    private JsonElement Config(StepRun step)
    {
        // The expressions inside a foreach are those of its steps; only what it is given is its own.
        var config = ConfigTemplate.Evaluate(step.Definition.Config ?? NoConfig, Scope(Dependencies(step)));
        return step.Input is { } input ? Merge(config, input) : config;
    }

    private static JsonElement Merge(JsonElement config, JsonElement changes)
    {
        var merged = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in new[] { config, changes }.Where(part => part.ValueKind == JsonValueKind.Object)
            .SelectMany(part => part.EnumerateObject()))
        {
            merged[member.Name] = member.Value;
        }

        return JsonSerializer.SerializeToElement(merged, CoreJson.Options);
    }

    private AgentSelector? AgentOf(StepRun step)
    {
        var fallbacks = _request.Definition.ErrorHandling.FallbackAgents;
        if (step.Fallbacks > 0)
        {
            return new AgentSelector(fallbacks[step.Fallbacks - 1]);
        }

        if (step.Definition.Agent is not { } written)
        {
            return Facts(step) is { UsesAgent: true } ? _request.Agent : null;
        }

        if (!TextTemplate.TryParse(written, out var template, out var error))
        {
            throw new ExpressionException(error);
        }

        var name = template.Evaluate(Scope(Dependencies(step)));

        // The run's own, which may be a command line, is what workflow.agent says.
        return name.ValueKind == JsonValueKind.String && !name.ValueEquals(_request.Agent?.ToString())
            ? new AgentSelector(name.GetString())
            : _request.Agent;
    }

    private string Marker(StepRun step) => step.Visit == 1 ? $"{Id}/{step.Id}" : $"{Id}/{step.Id}.{step.Visit}";

    /// <summary>Runs a step's plugin once, in the worktree if the workflow has a repository.</summary>
    private async Task<StepOutcome> AttemptAsync(StepRun step, JsonElement config, TimeSpan limit)
    {
        var turn = step.Turn;
        var stops = step.Stops;
        if (_workspace is null && _request.Repository is not null)
        {
            var prepared = await PrepareAsync();
            if (prepared.Value is null)
            {
                return Failed(prepared.Error, step.Id);
            }

            if (turn != step.Turn)
            {
                return Stopped();
            }
        }

        var usesAgent = Facts(step) is { UsesAgent: true };
        var (refused, part) = usesAgent ? ReserveFor(step) : default;
        if (refused is not null)
        {
            return refused;
        }

        var input = new RunStepInput
        {
            WorkflowId = Id, Step = step.Id, Uses = step.Definition.Uses!, Attempt = step.Attempt, Marker = Marker(step), Config = config,
            Inputs = _request.Inputs, Agent = step.Agent, Workspace = _workspace, TimeLimit = limit, Stops = stops,
            Budget = part?.ForAgent, EnteredAt = step.EnteredAt is { } entered ? At(entered) : null,
        };
        var result = await _durable.CallStepAsync<StepOutcome>(nameof(RunStep), input);
        if (result.Value is { Candidates.Count: > 0 } wanted)
        {
            if (turn != step.Turn)
            {
                _budget.Return(part, result.Value?.Usage);
                return Stopped();
            }

            result = await ClaimAsync(step, input, wanted);
        }

        _budget.Return(part, result.Value?.Usage ?? result.Usage);
        var outcome = result.Value ?? Failed(result.Error, step.Id);
        if (usesAgent && input.Agent is { } agent)
        {
            await ReportToCircuitAsync(agent, outcome);
        }

        return outcome;
    }

    private StepOutcome Failed(StepError? error, string step) => error is null
        ? StepOutcome.Failed(ErrorCodes.Unexpected, ErrorCategory.Bug, $"The step '{step}' returned nothing.")
        : StepOutcome.Failed(error.Code, error.Category, error.Message) with
        {
            RetryAfter = error.RetryAt is { } retryAt ? retryAt - At(_durable.CurrentUtcDateTime) : null,
        };

    /// <summary>The first case whose expression is true, in the order they are written.</summary>
    private StepOutcome Choose(StepRun step, JsonElement config)
    {
        // As written: a case is an expression, in braces or not.
        var cases = step.Definition.Config is { ValueKind: JsonValueKind.Object } written && written.TryGetProperty("cases", out var given)
            && given.ValueKind == JsonValueKind.Object ? given.EnumerateObject().ToArray() : [];
        try
        {
            var place = Array.FindIndex(cases, each => IsTrue(each.Value, Scope(Dependencies(step))));
            var choice = place >= 0
                ? cases[place].Name
                : config.TryGetProperty("default", out var otherwise) ? otherwise.GetString() : null;
            return choice is null
                ? StepOutcome.Failed(
                    ErrorCodes.StepConfigInvalid, ErrorCategory.Configuration,
                    $"None of the cases of '{step.Id}' holds, and it has no default.")
                : StepOutcome.Success($"Chose {choice}.", new { choice });
        }
        catch (ExpressionException exception)
        {
            return StepOutcome.Failed(
                ErrorCodes.StepConfigInvalid, ErrorCategory.Configuration, $"A case of '{step.Id}': {exception.Message}");
        }
    }

    private static bool IsTrue(JsonElement value, ExpressionScope scope) => value.ValueKind == JsonValueKind.String
        ? Expression.TryParse(value.GetString()!, out var expression, out var error)
            ? IsTrue(expression.Evaluate(scope))
            : throw new ExpressionException(error)
        : IsTrue(value);

    private static bool IsTrue(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() is { Length: > 0 },
        JsonValueKind.Number => value.GetDouble() != 0,
        JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.False => false,
        _ => true,
    };
}
