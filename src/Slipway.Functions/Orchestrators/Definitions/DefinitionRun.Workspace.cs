using Slipway.Core;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Orchestrators.Definitions;

/// <content>The worktree: the parent's, or one that is made for the first step that needs it.</content>
internal sealed partial class DefinitionRun
{
    private Workspace? _workspace;
    private Task<StepResult<Workspace>>? _preparing;

    /// <summary>The parent's worktree, unless the definition works on another pull request than the parent does.</summary>
    private static Workspace? SharedWorkspace(DefinitionRunRequest request) => request switch
    {
        { Workspace: null } or { Definition.PullRequest: null } => request.Workspace,
        _ => PullRequestNumber.TryRead(request.Definition.PullRequest, request.Inputs, out var number, out _)
            && (number == 0 || number == request.Workspace.PullRequest) ? request.Workspace : null,
    };

    /// <summary>Makes the worktree, once for all steps that need it.</summary>
    private async Task<StepResult<Workspace>> PrepareAsync()
    {
        var number = 0;
        if (_request.Definition.PullRequest is { } text && !PullRequestNumber.TryRead(text, _request.Inputs, out number, out var wrong))
        {
            return StepResult.Failed<Workspace>(ErrorCodes.PullRequestUnusable, ErrorCategory.Configuration, wrong);
        }

        var preparing = _preparing ??= _durable.CallStepAsync<Workspace>(
            nameof(PrepareWorkspace),
            new PrepareWorkspaceInput(Id, _request.Repository!, _request.BaseBranch) { PullRequest = number == 0 ? null : number });
        var prepared = await preparing;
        if (prepared.Value is null && _preparing == preparing)
        {
            _preparing = null;
        }

        _workspace = prepared.Value ?? _workspace;
        _workflow = null;
        return prepared;
    }
}
