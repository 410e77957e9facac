namespace Slipway.Functions.Watching;

/// <summary>What a look at all workflows that have not ended found.</summary>
/// <param name="Checked">How many there are.</param>
/// <param name="Stuck">Those that can never go on.</param>
internal sealed record WatchReport(int Checked, IReadOnlyList<StuckWorkflow> Stuck);
