using System.Text.Json;
using Slipway.Core.Ports;
using Slipway.Core.Security;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Steps;

/// <summary>
/// <c>agent.run</c>: an agent changes the worktree; what it leaves is committed. It begins at the branch's last commit: what earlier steps
/// left without committing it is thrown away. The diff decides whether it did anything, never its exit code.
/// </summary>
internal sealed class AgentRun(AgentSteps agents, IWorkspaces workspaces) : IStepPlugin
{
    private const int MaxText = 8_000;

    /// <inheritdoc/>
    public string Name => StepPluginNames.AgentRun;

    /// <inheritdoc/>
    public string Description => "Has an agent change the code, and commits what it left.";

    /// <inheritdoc/>
    public IReadOnlyList<string>? OutputNames { get; } = ["headSha", "committed", "files", "insertions", "deletions", "text"];

    /// <inheritdoc/>
    public JsonElement? ConfigSchema { get; } = StepConfig.Schema("""
        {
          "type": "object",
          "required": ["prompt"],
          "additionalProperties": false,
          "properties": {
            "prompt": { "type": "string", "minLength": 1, "description": "What is wanted, in words." },
            "plan": { "type": ["string", "object"], "description": "A plan: an artifact, or its SHA-256." },
            "feedback": { "type": "string", "description": "What has to be put right, such as a gate's output." },
            "message": { "type": "string", "description": "The commit's first line. Unset: from the prompt." },
            "allowNoChange": { "type": "boolean", "description": "Whether it may leave everything as it is. Default no." }
          }
        }
        """);

    /// <inheritdoc/>
    public bool NeedsWorkspace => true;

    /// <inheritdoc/>
    public WorkspaceUse WorkspaceUse => WorkspaceUse.Exclusive;

    /// <inheritdoc/>
    public bool UsesAgent => true;

    /// <inheritdoc/>
    public IReadOnlyList<AgentCapability> NeedsOfAgent(JsonElement config) =>
        config.ValueKind == JsonValueKind.Object && config.TryGetProperty("feedback", out _)
            ? [AgentCapability.Code, AgentCapability.Fix]
            : [AgentCapability.Code];

    /// <inheritdoc/>
    public async Task<StepOutcome> ExecuteAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (!AgentStep.TryRead(context, AgentMode.Code, out var input, out var failure))
        {
            return failure;
        }

        var workspace = context.Workspace!;
        await workspaces.ResetAsync(workspace, cancellationToken);
        if (await workspaces.FindCommitAsync(workspace, context.Marker, cancellationToken) is { } found)
        {
            // A run that died after its commit has left nothing to do but to find it.
            return Succeeded(found, text: null, log: null);
        }

        var outcome = await agents.RunAsync(input, cancellationToken);
        if (outcome.Judge(treeChanged: true).Kind != AgentOutcomeKind.Succeeded)
        {
            // Whatever it left is no result. Committed, the next attempt would find it and take it for one.
            return AgentStep.Failed(outcome);
        }

        var from = await agents.TakeAsync(workspaces, workspace, outcome, cancellationToken);
        var branch = await workspaces.CommitAsync(
            workspace, Sanitiser.Line(context.Text("message") ?? input.Requirement, 72), context.Marker, cancellationToken);
        outcome = outcome.Judge(branch.Committed);
        var result = (outcome.Kind, StepConfig.Flag(context, "allowNoChange")) switch
        {
            (AgentOutcomeKind.Succeeded, _) => Succeeded(branch, outcome.Text, outcome.Log),
            (AgentOutcomeKind.NoChange, true) => Succeeded(branch, outcome.Text, outcome.Log) with { Status = StepOutcomeStatus.Idle },
            _ => AgentStep.Failed(outcome),
        };
        return result with { Message = result.Message + from, Usage = AgentUsage.Of(outcome) };
    }

    private static StepOutcome Succeeded(BranchState branch, string? text, ArtifactReference? log)
    {
        var (files, insertions, deletions) = branch.Diff;
        return StepOutcome.Success(
            $"{files} {(files == 1 ? "file" : "files")}, +{insertions} -{deletions}, commit {branch.HeadSha[..7]}.",
            new
            {
                headSha = branch.HeadSha, committed = branch.Committed, files, insertions, deletions,
                text = text is { Length: > MaxText } ? text[^MaxText..] : text,
            },
            log is null ? [] : [log]);
    }
}
