using System.Text.Json;
using Slipway.Core.Lifecycle;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Tests.Orchestrators;

/// <summary>A lifecycle in which everything goes well, unless a test scripts otherwise.</summary>
internal static class Script
{
    public static FakeDurable Of(WorkflowRequest? request = null)
    {
        var durable = new FakeDurable(request ?? Some.Request());
        var commits = 0;
        durable.Always(nameof(PrepareWorkspace), _ => Some.Ok(Some.Workspace()));
        durable.Always(nameof(WritePlan), _ => Some.Ok(Some.Plan()));
        durable.Always(nameof(WriteCode), _ => Some.Ok(Some.Branch(++commits)));
        durable.Always(nameof(OpenPullRequest), _ => Some.Ok(Some.PullRequest($"commit{commits}")));
        durable.Always(nameof(RunGate), input => Some.Ok(Some.Gate(GateName(input))));
        durable.Always(nameof(MergePullRequest), _ => Some.Ok(Some.PullRequest($"commit{commits}", "merge1")));
        durable.Always(nameof(CheckPullRequest), _ => Some.Ok(new PullRequestCheck(Merged: false, TimeSpan.FromMinutes(5))));
        durable.Always(nameof(PullBranch), _ => Some.Ok(new PulledBranch(null)));
        durable.Always(nameof(StopWork), _ => null);
        durable.Always(nameof(ReportProgress), _ => Some.Ok("commit1"));
        durable.Always(nameof(CloseWorkspace), _ => null);
        durable.Always(nameof(PublishEvents), _ => null);
        durable.Always(nameof(FreePlaces), _ => null);
        return durable;
    }

    /// <summary>A lifecycle that has been started and run as far as it goes without time passing.</summary>
    public static FakeDurable Run(WorkflowRequest? request = null, Action<FakeDurable>? arrange = null)
    {
        var durable = Of(request);
        arrange?.Invoke(durable);
        durable.Start();
        return durable;
    }

    public static string GateName(JsonElement input) => input.GetProperty("Gate").GetProperty("Name").GetString()!;

    public static object GateFailed(string name = "tests", string output = "1 test failed") =>
        Some.Ok(Some.Gate(name, passed: false, output));
}
