using System.Text;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Slipway.Core.Ports;
using Slipway.Functions.Entities;
using Slipway.Functions.Live;

namespace Slipway.Functions.Activities;

/// <summary>Has the agent write the plan, and keeps it as an artifact. What the agent changed meanwhile is thrown away.</summary>
internal sealed class WritePlan(
    AgentSteps agents, IWorkspaces workspaces, IArtifactStore artifacts, RunningWork running, DurableUsage usage, AgentFeeds feeds)
{
    [Function(nameof(WritePlan))]
    public Task<StepResult<ArtifactReference>> RunAsync(
        [ActivityTrigger] AgentStepInput input, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        usage.Over(client);
        feeds.Over(client);
        return StepResult.FromAsync<ArtifactReference>(running, input.Workspace.WorkflowId, input.Stops, async token =>
        {
            await workspaces.ResetAsync(input.Workspace, token);
            var outcome = await agents.RunAsync(input, token);
            await workspaces.ResetAsync(input.Workspace, token);
            if (outcome.Kind != AgentOutcomeKind.Succeeded)
            {
                return agents.Failed<ArtifactReference>(outcome);
            }

            var text = string.IsNullOrWhiteSpace(outcome.Text)
                ? $"The agent printed no plan: the requirement stands as the plan.\n\n{input.Requirement}\n"
                : outcome.Text.Trim() + "\n";
            using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
            var plan = await artifacts.SaveAsync("plan.md", "text/markdown", content, token);
            var lines = text.Split('\n').Length - 1;
            return StepResult.Succeeded(plan, $"Plan of {lines} {(lines == 1 ? "line" : "lines")}.") with
            {
                Log = outcome.Log?.Sha256, Usage = AgentUsage.Of(outcome),
            };
        }, cancellationToken);
    }
}
