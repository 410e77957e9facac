namespace Slipway.Benchmarks.Results;

/// <summary>Our median beside a peer's of the same transport.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Transport">The transport of both.</param>
/// <param name="Peer">Who it is compared with.</param>
/// <param name="TimesBetter">How many times better we are: above 1 is better, whether more or less is.</param>
internal sealed record Comparison(string Scenario, string Metric, string Transport, string Peer, double TimesBetter)
{
    /// <summary>All that can be compared: rates and times.</summary>
    public static IReadOnlyList<Comparison> Of(ResultBook book) =>
    [
        .. from peer in book.Metrics
           where peer.Contender != ResultBook.Ours
           let ours = book.Median(peer.Scenario, peer.Name, ResultBook.Ours, peer.Transport)
           let isMoreBetter = peer.Unit.EndsWith("/s", StringComparison.Ordinal)
           where ours is not null && (isMoreBetter || peer.Unit == "ms")
           let times = isMoreBetter ? ours.Value / peer.Median : peer.Median / ours.Value
           select new Comparison(peer.Scenario, peer.Name, peer.Transport, peer.Contender, times),
    ];
}
