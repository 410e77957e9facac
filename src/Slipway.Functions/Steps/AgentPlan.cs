using System.Text;
using System.Text.Json;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Steps;

/// <summary><c>agent.plan</c>: an agent writes a plan, which is kept as an artifact. What it changed meanwhile, and what earlier steps left
/// without committing it, is thrown away.</summary>
internal sealed class AgentPlan(AgentSteps agents, IWorkspaces workspaces, IArtifactStore artifacts) : IStepPlugin
{
    private const int MaxText = 16_000;

    /// <inheritdoc/>
    public string Name => "agent.plan";

    /// <inheritdoc/>
    public string Description => "Has an agent write a plan, and keeps it.";

    /// <inheritdoc/>
    public IReadOnlyList<string>? OutputNames { get; } = ["plan", "text"];

    /// <inheritdoc/>
    public JsonElement? ConfigSchema { get; } = StepConfig.Schema("""
        {
          "type": "object",
          "required": ["prompt"],
          "additionalProperties": false,
          "properties": { "prompt": { "type": "string", "minLength": 1, "description": "What is wanted, in words." } }
        }
        """);

    /// <inheritdoc/>
    public bool NeedsWorkspace => true;

    /// <inheritdoc/>
    public WorkspaceUse WorkspaceUse => WorkspaceUse.Exclusive;

    /// <inheritdoc/>
    public bool UsesAgent => true;

    /// <inheritdoc/>
    public IReadOnlyList<AgentCapability> NeedsOfAgent(JsonElement config) => [AgentCapability.Plan];

    /// <inheritdoc/>
    public async Task<StepOutcome> ExecuteAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (!AgentStep.TryRead(context, AgentMode.Plan, out var input, out var failure))
        {
            return failure;
        }

        await workspaces.ResetAsync(context.Workspace!, cancellationToken);
        var outcome = await agents.RunAsync(input, cancellationToken);
        await workspaces.ResetAsync(context.Workspace!, cancellationToken);
        if (outcome.Kind != AgentOutcomeKind.Succeeded)
        {
            return AgentStep.Failed(outcome);
        }

        var text = string.IsNullOrWhiteSpace(outcome.Text)
            ? $"The agent printed no plan: the requirement stands as the plan.\n\n{input.Requirement}\n"
            : outcome.Text.Trim() + "\n";
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var plan = await artifacts.SaveAsync("plan.md", "text/markdown", content, cancellationToken);
        return StepOutcome.Success(
            $"Plan of {text.Split('\n').Length - 1} lines.", new { plan, text = text.Length > MaxText ? text[..MaxText] : text }, plan) with
        {
            Usage = AgentUsage.Of(outcome),
        };
    }
}
