using Slipway.Core.Ports;

namespace Slipway.Integrations.Steps;

/// <summary><c>git.branch</c>: tells where the workflow's branch and worktree are, which every workflow with a repository has.</summary>
internal sealed class GitBranch : IStepPlugin
{
    /// <inheritdoc/>
    public string Name => "git.branch";

    /// <inheritdoc/>
    public string Description => "Makes the workflow's branch and worktree, and tells where they are.";

    /// <inheritdoc/>
    public IReadOnlyList<string>? OutputNames { get; } = ["branch", "path", "baseBranch", "baseSha"];

    /// <inheritdoc/>
    public bool NeedsWorkspace => true;

    /// <inheritdoc/>
    public Task<StepOutcome> ExecuteAsync(StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var workspace = context.Workspace!;
        return Task.FromResult(StepOutcome.Success(
            $"Branch {workspace.Branch} from {workspace.Repository.BaseBranch} at {workspace.Repository.BaseSha[..7]}.",
            new
            {
                branch = workspace.Branch, path = workspace.Path, baseBranch = workspace.Repository.BaseBranch,
                baseSha = workspace.Repository.BaseSha,
            }));
    }
}
