using Slipway.Core.Ports;

namespace Slipway.Functions.Activities;

/// <summary>What somebody else's push brought.</summary>
/// <param name="Branch">The branch with it; unset when there was nothing.</param>
public sealed record PulledBranch(BranchState? Branch);
