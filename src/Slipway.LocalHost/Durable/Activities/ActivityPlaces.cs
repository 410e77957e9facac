namespace Slipway.LocalHost.Durable.Activities;

/// <summary>Where the activities of an instance are.</summary>
/// <param name="Running">Those that run, by their number.</param>
/// <param name="Queued">
/// For each that is queued, by its number, behind how many others, and what limit keeps it, with those who take its places.
/// </param>
internal sealed record ActivityPlaces(
    IReadOnlyDictionary<int, RunningActivity> Running, IReadOnlyDictionary<int, (int Ahead, string Limit)> Queued);
