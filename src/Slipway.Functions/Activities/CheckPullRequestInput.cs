using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;

namespace Slipway.Functions.Activities;

/// <summary>Whose pull request.</summary>
/// <param name="Workspace">The worktree of its branch.</param>
/// <param name="Stops">How often the workflow had its work stopped before.</param>
/// <param name="HeadSha">The commit that was validated: reviews and checks of it are looked at. Unset: only whether it is merged.</param>
/// <param name="Gates">The gates of kind <c>platform-checks</c> that it must still pass.</param>
/// <param name="Author">Whoever had the workflow started: others approve it.</param>
public sealed record CheckPullRequestInput(
    Workspace Workspace, int Stops, string? HeadSha = null, IReadOnlyList<GateSpec>? Gates = null, string? Author = null);
