namespace Slipway.LocalHost.Durable.Activities;

/// <summary>Where the activities of an instance are.</summary>
/// <param name="Running">The numbers of those that run.</param>
/// <param name="Queued">For each that is queued, by its number, behind how many others, and what limit keeps it.</param>
internal sealed record ActivityPlaces(IReadOnlySet<int> Running, IReadOnlyDictionary<int, (int Ahead, string Limit)> Queued);
