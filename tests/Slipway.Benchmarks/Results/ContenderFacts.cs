namespace Slipway.Benchmarks.Results;

/// <summary>Who took part, in which versions, and what durability it had.</summary>
internal sealed record ContenderFacts(string Name, string Transport, string Version, string Durability);
