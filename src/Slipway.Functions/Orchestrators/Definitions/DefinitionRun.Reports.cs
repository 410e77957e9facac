using System.Text.Json;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Orchestrators.Definitions;

/// <content>Reports: what the pull request that a step opened is told of the workflow, and the parent of a child.</content>
internal sealed partial class DefinitionRun
{
    private readonly ProgressReports _reports;
    private int? _pullRequest;
    private string _headSha = "";

    /// <summary>Notes the pull request that a step opened, and the commits that come after it. Others' outputs may name any commit.
    /// </summary>
    private void NotePullRequest(StepRun step, JsonElement? outputs)
    {
        if (step.Definition.Uses is not (StepPluginNames.GitOpenPullRequest or StepPluginNames.GitCommit or StepPluginNames.AgentRun)
            || outputs is not { ValueKind: JsonValueKind.Object } gave || !gave.TryGetProperty("headSha", out var given)
            || given.ValueKind != JsonValueKind.String || given.GetString() is not { Length: 40 or 64 } head
            || !head.All(char.IsAsciiHexDigit))
        {
            return;
        }

        _headSha = head;
        if (step.Definition.Uses == StepPluginNames.GitOpenPullRequest
            && gave.TryGetProperty("number", out var number) && number.TryGetInt32(out var opened))
        {
            _pullRequest = opened;
        }
    }

    private void Report()
    {
        // A child's parent speaks for it.
        if (_pullRequest is { } number && _workspace is { } workspace && _request.Parent is null)
        {
            var (standing, title) = Standing();
            var why = standing == ReportStanding.Running ? null : _failure?.Message;
            var report = ReportText.Of(Id, standing, _headSha, $"{_request.Definition.Id} {title}", why, []);
            _reports.Tell(new ReportProgressInput(workspace, number, report));
        }
    }

    private (ReportStanding Standing, string Title) Standing() => _status switch
    {
        ExecutionStatus.Completed => (ReportStanding.Passed, "is done"),
        ExecutionStatus.Failed when !IsOver => (ReportStanding.Parked, "waits for a decision"),
        ExecutionStatus.Failed or ExecutionStatus.Aborted => (ReportStanding.Ended, "has ended"),
        _ => (ReportStanding.Running, "goes on"),
    };

    /// <summary>Tells the parent, if there is one, why somebody has to decide here or in a child; nothing when nobody has to.</summary>
    private void Told(string? reason, bool isBusy)
    {
        if ((reason, isBusy) != _toldParent)
        {
            TellParent(reason, isBusy);
        }
    }

    private void TellParent(string? reason, bool isBusy)
    {
        _toldParent = (reason, isBusy);
        if (_request.Parent is { } parent)
        {
            _durable.SendEvent(parent.WorkflowId, WorkflowSignal.EventName, new WorkflowSignal
            {
                Kind = SignalKind.Child, Actor = Id, Step = parent.StepId, Reason = reason, Action = isBusy ? Busy : null,
            });
        }
    }
}
