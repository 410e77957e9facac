using Microsoft.Extensions.Options;

namespace Slipway.Functions.Live;

/// <summary>Counts the event streams that are open in this process, of which each looks at the task hub.</summary>
internal sealed class EventStreams(TimeProvider time, IOptions<SlipwayOptions> options)
{
    private int _open;

    public TimeProvider Time => time;

    /// <summary>How many may be open.</summary>
    public int Max => options.Value.MaxEventStreams;

    /// <summary>Takes a place, which <see cref="Leave"/> gives back; false when none is left.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _open) <= Max)
        {
            return true;
        }

        Leave();
        return false;
    }

    /// <summary>Gives a place back.</summary>
    public void Leave() => Interlocked.Decrement(ref _open);
}
