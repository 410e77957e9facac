using Slipway.Core.Definitions.Planning;
using Slipway.Core.Definitions.Running;
using Slipway.Functions.Entities;

namespace Slipway.Functions.Orchestrators.Definitions;

/// <content>Times: which counts for a step, and how long steps took, for the plans of later runs.</content>
internal sealed partial class DefinitionRun
{
    /// <summary>A step's time counts while the workflow goes on; that of one that somebody runs by hand always does.</summary>
    private void CountStepTimes()
    {
        foreach (var step in _active)
        {
            if (Stands(step))
            {
                step.StopTime();
            }
            else
            {
                step.GoOn();
            }
        }
    }

    /// <summary>Has it remembered how long the steps took that succeeded. Items of a foreach are no steps
    /// of a plan, and what a step wrote is no definition that runs again.</summary>
    private async Task RememberTimesAsync()
    {
        var times = _steps.Values
            .Where(step => step is { State: StepState.Succeeded, TookMs: not null })
            .Take(MeasuredDurations.MaxSteps)
            .ToDictionary(step => step.Id, step => step.TookMs!.Value, StringComparer.Ordinal);
        if (times.Count > 0 && _request is { Index: null, AllowedPlugins: null })
        {
            await _durable.Entities.SignalEntityAsync(StepTimes.IdOf(_request.Definition.Id), nameof(StepTimes.Add), input: times);
        }
    }
}
