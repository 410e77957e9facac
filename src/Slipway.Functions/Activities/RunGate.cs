using Microsoft.Azure.Functions.Worker;
using Slipway.Core.Ports;

namespace Slipway.Functions.Activities;

/// <summary>Runs one quality gate in the workflow's worktree.</summary>
internal sealed class RunGate(IQualityGate gate, RunningWork running)
{
    [Function(nameof(RunGate))]
    public Task<StepResult<GateResult>> RunAsync([ActivityTrigger] RunGateInput input, CancellationToken cancellationToken) =>
        StepResult.FromAsync<GateResult>(running, input.Workspace.WorkflowId, input.Stops, async token =>
            StepResult.Succeeded(await gate.RunAsync(
                new GateRun(
                    input.Workspace.WorkflowId,
                    input.Gate.Name,
                    input.Gate.Command ?? "",
                    input.Workspace.Path,
                    TimeSpan.FromSeconds(input.Gate.TimeLimitSeconds))
                {
                    Kind = input.Gate.Kind,
                    Settings = input.Gate.Settings,
                    Repository = input.Workspace.Repository,
                    HeadSha = input.HeadSha,
                    Requirement = input.Requirement,
                },
                token)), cancellationToken);
}
