using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Orchestrators;

/// <content>Reports: what the pull request is told of the workflow, once there is one.</content>
internal sealed partial class LifecycleRun
{
    private readonly ProgressReports _reports;
    private int _validationTold;

    private void Report()
    {
        if (Context is not { PullRequest: { } pull, Workspace: { } workspace } || Standing() is not var (standing, title, why))
        {
            return;
        }

        if (State == WorkflowState.Validating && !_awaitsApproval)
        {
            // What gates say is told when all have said it, and what follows from it is decided.
            if (_validationTold == _visits[State])
            {
                return;
            }

            _validationTold = _visits[State];
        }

        _reports.Tell(new ReportProgressInput(
            workspace, pull.Number, ReportText.Of(Id, standing, pull.HeadSha, title, why, Context.Gates), Stops));
    }

    private (ReportStanding Standing, string Title, string? Why)? Standing() => State switch
    {
        WorkflowState.Completed => (ReportStanding.Passed, "done", null),
        WorkflowState.Failed when IsOver => (ReportStanding.Ended, "ended", Context.Failure?.Message),
        WorkflowState.Failed => (ReportStanding.Parked, "waits for a decision", Context.Failure?.Message),
        WorkflowState.Validating when _awaitsApproval => (ReportStanding.Running, "waits for an approval", null),
        WorkflowState.Validating => (ReportStanding.Running, "validates the change", null),
        WorkflowState.Coding => (ReportStanding.Running, "changes the code", null),
        _ => null,
    };
}
