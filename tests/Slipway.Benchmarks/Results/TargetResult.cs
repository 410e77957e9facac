namespace Slipway.Benchmarks.Results;

/// <summary>A target beside what was reached.</summary>
internal sealed record TargetResult(string Target, double Limit, bool IsMinimum, double Reached)
{
    public bool IsMet => IsMinimum ? Reached >= Limit : Reached <= Limit;
}
