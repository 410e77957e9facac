using System.Text.Json;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Orchestrators.Definitions;

/// <content>Reports: what the pull request that a step opened is told of the workflow.</content>
internal sealed partial class DefinitionRun
{
    private const string OpensPullRequest = "git.open_pull_request";

    private readonly ProgressReports _reports;
    private int? _pullRequest;
    private string _headSha = "";

    /// <summary>Notes the pull request that a step opened, and the commits that come after it.</summary>
    private void NotePullRequest(StepRun step, JsonElement? outputs)
    {
        if (outputs is not { ValueKind: JsonValueKind.Object } gave || !gave.TryGetProperty("headSha", out var head)
            || head.ValueKind != JsonValueKind.String)
        {
            return;
        }

        _headSha = head.GetString()!;
        if (step.Definition.Uses == OpensPullRequest && gave.TryGetProperty("number", out var number) && number.TryGetInt32(out var opened))
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
}
