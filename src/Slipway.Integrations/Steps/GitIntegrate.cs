using System.Text.Json;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Steps;

/// <summary><c>git.integrate</c>: merges the branches of workflows that this one started into its own, one after the other. What is merged
/// already, by an earlier run or by hand, is passed over; the first that conflicts ends the step.</summary>
internal sealed class GitIntegrate(IWorkspaces workspaces) : IStepPlugin
{
    /// <inheritdoc/>
    public string Name => "git.integrate";

    /// <inheritdoc/>
    public string Description => "Merges branches of the repository, such as its children's, into the workflow's branch.";

    /// <inheritdoc/>
    public IReadOnlyList<string>? OutputNames { get; } =
        ["merged", "headSha", "committed", "commits", "files", "insertions", "deletions"];

    /// <inheritdoc/>
    public JsonElement? ConfigSchema { get; } = StepConfig.Schema("""
        {
          "type": "object",
          "required": ["branches"],
          "additionalProperties": false,
          "properties": {
            "branches": {
              "type": "array", "maxItems": 100, "items": { "type": "string", "minLength": 1 },
              "description": "The names of the branches, in the order in which they are merged."
            }
          }
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
        var workspace = context.Workspace!;
        await workspaces.ResetAsync(workspace, cancellationToken);
        List<string> merged = [];
        foreach (var branch in context.Config.GetProperty("branches").EnumerateArray().Select(each => each.GetString()!))
        {
            if (await workspaces.IntegrateAsync(workspace, branch, cancellationToken))
            {
                merged.Add(branch);
            }
        }

        var state = await workspaces.CommitAsync(workspace, "Integrate", context.Marker, cancellationToken);
        return StepOutcome.Success(
            merged.Count == 0 ? "All is merged already." : $"Merged {string.Join(", ", merged)}.",
            new
            {
                merged, headSha = state.HeadSha, committed = state.Committed, commits = state.Commits.Count, files = state.Diff.Files,
                insertions = state.Diff.Insertions, deletions = state.Diff.Deletions,
            });
    }
}
