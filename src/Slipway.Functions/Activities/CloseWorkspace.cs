using Microsoft.Azure.Functions.Worker;
using Slipway.Core.Ports;

namespace Slipway.Functions.Activities;

/// <summary>Removes the worktree of a workflow that is over; its branch and commits stay.</summary>
internal sealed class CloseWorkspace(IWorkspaces workspaces)
{
    [Function(nameof(CloseWorkspace))]
    public Task RunAsync([ActivityTrigger] CloseWorkspaceInput input, CancellationToken cancellationToken) =>
        workspaces.CloseAsync(input.WorkflowId, cancellationToken);
}
