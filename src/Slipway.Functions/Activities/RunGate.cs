using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;
using Slipway.Functions.Entities;

namespace Slipway.Functions.Activities;

/// <summary>Runs one quality gate in the workflow's worktree.</summary>
internal sealed class RunGate(IQualityGate gate, RunningWork running, DurableUsage usage)
{
    [Function(nameof(RunGate))]
    public Task<StepResult<GateResult>> RunAsync(
        [ActivityTrigger] RunGateInput input, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        usage.Over(client);
        return StepResult.FromAsync<GateResult>(
            running, input.Workspace.WorkflowId, input.Stops,
            async token => StepResult.Succeeded(await gate.RunAsync(
                RunOf(input.Workspace, input.Gate, input.HeadSha) with { Requirement = input.Requirement }, token)),
            cancellationToken);
    }

    /// <summary>A run of a gate of a request.</summary>
    public static GateRun RunOf(Workspace workspace, GateSpec gate, string? headSha) => new(
        workspace.WorkflowId, gate.Name, gate.Command ?? "", workspace.Path, TimeSpan.FromSeconds(gate.TimeLimitSeconds))
    {
        Kind = gate.Kind,
        Settings = gate.Settings,
        Repository = workspace.Repository,
        HeadSha = headSha,
    };
}
