using System.Text.Json;
using Slipway.Core.Definitions;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Ports;

namespace Slipway.Functions.Orchestrators.Definitions;

/// <summary>What steps do with the worktree that they share with the rest of their workflow.</summary>
internal static class WorktreeRule
{
    /// <summary>What a step does there. Of a subflow nobody knows yet which steps it has: it counts as one that changes it.</summary>
    public static WorkspaceUse Of(StepDefinition step, DefinitionRunRequest request) => request.Repository is null
        ? WorkspaceUse.None
        : ControlSteps.WorkOf(step) switch
        {
            StepWork.Subflow => HasOwn(step.Config) ? WorkspaceUse.None : WorkspaceUse.Exclusive,
            StepWork.ForEach => HasOwn(step.Config) ? WorkspaceUse.None : Inside(step, request),
            StepWork.Plugin when step.Type == StepType.Parallel => Inside(step, request),
            StepWork.Plugin when step.Uses is { } uses => request.Plugins.GetValueOrDefault(uses)?.WorkspaceUse ?? WorkspaceUse.None,
            _ => WorkspaceUse.None,
        };

    /// <summary>Whether two steps never run at once, because one of them changes the worktree that the other one works in, too.</summary>
    public static bool KeepsApart(StepDefinition step, StepDefinition other, DefinitionRunRequest request) =>
        (Of(step, request), Of(other, request)) is (WorkspaceUse.Exclusive, not WorkspaceUse.None)
            or (not WorkspaceUse.None, WorkspaceUse.Exclusive);

    /// <summary>Whether a step's children are to have worktrees of their own.</summary>
    public static bool HasOwn(JsonElement? config) =>
        config is { ValueKind: JsonValueKind.Object } given && given.TryGetProperty("workspace", out var workspace)
        && workspace.ValueKind == JsonValueKind.String && workspace.ValueEquals("own");

    private static WorkspaceUse Inside(StepDefinition step, DefinitionRunRequest request) =>
        step.Steps.Select(inner => Of(inner, request)).DefaultIfEmpty().Max();
}
