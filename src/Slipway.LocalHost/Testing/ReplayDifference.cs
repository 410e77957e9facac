namespace Slipway.LocalHost.Testing;

/// <summary>The first place at which code does something else than a recorded run.</summary>
/// <param name="Place">The event's place in the history, from 0; the number of events when the code does more than the whole run.</param>
/// <param name="RecordedAt">When the run came there, in UTC.</param>
/// <param name="Expected">What the run has there, in words.</param>
/// <param name="Actual">What the code does, in words.</param>
public sealed record ReplayDifference(int Place, DateTime RecordedAt, string Expected, string Actual)
{
    /// <inheritdoc/>
    public override string ToString() => $"At event {Place} the run has {Expected}, but the code has {Actual}.";
}
