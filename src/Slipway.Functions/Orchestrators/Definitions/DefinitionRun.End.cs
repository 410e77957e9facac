using System.Text.Json;
using Slipway.Core.Definitions.Expressions;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;

namespace Slipway.Functions.Orchestrators.Definitions;

/// <content>The end: what runs is stopped, what was done is undone if that is wanted, and what the run gives is told.</content>
internal sealed partial class DefinitionRun
{
    /// <summary>What is still to be undone, the last one done first.</summary>
    private readonly Stack<StepRun> _undo = new();

    /// <summary>Whether what succeeds from now on is to be undone, too.</summary>
    private bool _compensates;

    private JsonElement? _outputs;

    /// <summary>Stops everything, undoes what was done if that is wanted, and ends.</summary>
    private async Task EndAsAsync(ExecutionStatus status, bool compensates)
    {
        _ending = status;
        _cause = _failure;
        _hold = null;
        _pause = null;
        _runClock.Stop();
        await StopAsync([.. _active], everything: true);
        await TakeSuccessesAsync();
        foreach (var undoing in _active.Concat(_calls).Where(step => step.CalledBy is { Replacement: null }))
        {
            // What is cut off is still to be undone.
            _undo.Push(undoing.CalledBy!);
        }

        foreach (var called in _calls)
        {
            called.CalledBy = null;
        }

        _calls.Clear();
        foreach (var step in _active.Concat(_counts.Parked).ToArray())
        {
            step.CalledBy = null;

            // Children end by themselves: until then the workflow waits for them.
            if (step.Work is null || step.Children.Count == 0)
            {
                Cancelled(step);
            }
        }

        if (compensates)
        {
            _compensates = true;
            foreach (var step in _steps.Values.Where(step => step.State == StepState.Succeeded && IsUndoable(step))
                .OrderBy(step => step.DoneAs))
            {
                _undo.Push(step);
            }
        }

        GoOnWithChildren();
    }

    private bool IsUndoable(StepRun step) =>
        _request.Definition.ErrorHandling.CompensateWith.TryGetValue(step.Id, out var undo) && _steps.ContainsKey(undo);

    /// <summary>What was done before it could be stopped is done, and may have to be undone.</summary>
    private async Task TakeSuccessesAsync()
    {
        foreach (var step in _active.ToArray())
        {
            if (step.Work is { IsCompleted: true } work && await work is { Status: StepOutcomeStatus.Success } outcome)
            {
                await FinishAsync(step, outcome);
            }
        }
    }

    private void Cancelled(StepRun step)
    {
        Emit(EventType.StepCancelled, new { step = step.Id });
        _active.Remove(step);
        step.CalledBy = null;
        step.Replacement = null;
        step.Rest(StepState.Cancelled);
        _views[step.Id] = new StepView(StepView.Cancelled, null);
        if (!step.Planned.IsOnDemand)
        {
            _schedule.End(step.Id);
        }
    }

    /// <summary>Nothing is left to do.</summary>
    private void Conclude(ExecutionStatus status)
    {
        _outputs = RunOutputs(tells: status == ExecutionStatus.Completed);
        var durationMs = (long)(_durable.CurrentUtcDateTime - _startedAt).TotalMilliseconds;
        if (status == ExecutionStatus.Completed)
        {
            Emit(EventType.WorkflowCompleted, new { durationMs, outputs = Shown(_outputs) });
        }
        else if (_ending is null)
        {
            Emit(
                EventType.WorkflowFailed, new { _failure!.Step, _failure.Code, _failure.Message, durationMs, outputs = Shown(_outputs) });
        }

        End(status);
    }

    /// <summary>The definition's outputs, as far as its steps have come; one that has no value is null, as the work is done all the same.
    /// </summary>
    /// <param name="tells">Whether to say why one has none.</param>
    private JsonElement? RunOutputs(bool tells)
    {
        if (_request.Definition.Outputs.Count == 0)
        {
            return null;
        }

        var outputs = new Dictionary<string, JsonElement?>(StringComparer.Ordinal);
        foreach (var (name, text) in _request.Definition.Outputs)
        {
            try
            {
                outputs[name] = Evaluate(text, Scope([]));
            }
            catch (ExpressionException exception)
            {
                outputs[name] = null;
                if (tells)
                {
                    Emit(EventType.Progress, new { message = $"The output '{name}' has no value: {exception.Message}" });
                }
            }
        }

        return JsonSerializer.SerializeToElement(outputs);
    }
}
