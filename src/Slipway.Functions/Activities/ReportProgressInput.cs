using Slipway.Core.Ports;

namespace Slipway.Functions.Activities;

/// <summary>What to tell which pull request.</summary>
/// <param name="Workspace">The workflow's worktree.</param>
/// <param name="Number">The pull request's number.</param>
/// <param name="Report">How the workflow stands.</param>
/// <param name="Stops">How often the workflow had its work stopped before.</param>
public sealed record ReportProgressInput(Workspace Workspace, int Number, WorkflowReport Report, int Stops = 0);
