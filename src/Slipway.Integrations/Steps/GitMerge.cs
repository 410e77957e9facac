using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Steps;

/// <summary><c>git.merge</c>: merges the workflow's pull request, or finds it merged.</summary>
internal sealed class GitMerge(IGitPlatform platform) : IStepPlugin
{
    /// <inheritdoc/>
    public string Name => "git.merge";

    /// <inheritdoc/>
    public string Description => "Merges the workflow's pull request.";

    /// <inheritdoc/>
    public IReadOnlyList<string>? OutputNames { get; } =
    [
        "number", "url", "title", "state", "branch",
        "baseBranch", "headSha", "mergeSha", "fork",
    ];

    /// <inheritdoc/>
    public JsonElement? ConfigSchema { get; } = StepConfig.Schema("""
        {
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "headSha": { "type": "string", "description": "The commit that was validated; another one is refused. Unset: the newest." }
          }
        }
        """);

    /// <inheritdoc/>
    public bool NeedsWorkspace => true;

    /// <inheritdoc/>
    public async Task<StepOutcome> ExecuteAsync(StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var workspace = context.Workspace!;
        var found = await platform.FindPullRequestAsync(workspace.Repository, workspace.Branch, cancellationToken);
        if (found is null)
        {
            return StepOutcome.Failed(
                ErrorCodes.MergeRefused, ErrorCategory.Configuration,
                $"The branch {workspace.Branch} has no pull request: let a step that uses git.open_pull_request come before.");
        }

        var merged = await platform.MergeAsync(workspace, context.Text("headSha") ?? found.HeadSha, cancellationToken);
        return StepOutcome.Success($"Pull request #{merged.Number} merged into {merged.BaseBranch}.", merged);
    }
}
