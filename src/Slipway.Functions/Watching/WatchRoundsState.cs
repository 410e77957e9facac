namespace Slipway.Functions.Watching;

/// <summary>What <see cref="WatchRounds"/> remembers.</summary>
internal sealed class WatchRoundsState
{
    /// <summary>When it looks next. Unset: not before it is woken.</summary>
    public DateTimeOffset? NextAt { get; set; }

    /// <summary>The stuck workflows that the log names already.</summary>
    public IReadOnlyList<string> Told { get; set; } = [];
}
