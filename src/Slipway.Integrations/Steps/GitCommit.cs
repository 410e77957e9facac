using System.Text.Json;
using Slipway.Core.Ports;
using Slipway.Core.Security;

namespace Slipway.Integrations.Steps;

/// <summary><c>git.commit</c>: commits everything the worktree holds, and pushes it when the repository has a remote.</summary>
internal sealed class GitCommit(IWorkspaces workspaces) : IStepPlugin
{
    /// <inheritdoc/>
    public string Name => StepPluginNames.GitCommit;

    /// <inheritdoc/>
    public string Description => "Commits what the worktree holds, and pushes it.";

    /// <inheritdoc/>
    public IReadOnlyList<string>? OutputNames { get; } = ["headSha", "committed", "commits", "files", "insertions", "deletions"];

    /// <inheritdoc/>
    public JsonElement? ConfigSchema { get; } = StepConfig.Schema("""
        {
          "type": "object",
          "required": ["message"],
          "additionalProperties": false,
          "properties": { "message": { "type": "string", "minLength": 1, "description": "The first line of the commit's message." } }
        }
        """);

    /// <inheritdoc/>
    public bool NeedsWorkspace => true;

    /// <inheritdoc/>
    public WorkspaceUse WorkspaceUse => WorkspaceUse.Exclusive;

    /// <inheritdoc/>
    public async Task<StepOutcome> ExecuteAsync(StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!StepConfig.TryRead(context, "message", out var message, out var failure))
        {
            return failure;
        }

        var branch = await workspaces.CommitAsync(context.Workspace!, Sanitiser.Line(message, 72), context.Marker, cancellationToken);
        return branch.Committed
            ? StepOutcome.Success($"Commit {branch.HeadSha[..7]}.", BranchOutputs.Of(branch))
            : StepOutcome.Idle("There was nothing to commit.", BranchOutputs.Of(branch));
    }
}
