namespace Slipway.Functions.Orchestrators;

/// <summary>Tells whether all gates that still run wait for services that are away. Lives in orchestrator code.</summary>
/// <param name="running">How many begin.</param>
/// <param name="changed">Told when that begins to be so, and when it ends.</param>
internal sealed class GatesAway(int running, Action<bool> changed)
{
    private int _running = running;
    private int _away;
    private bool _areAway;

    /// <summary>A gate waits until it may ask again.</summary>
    public async Task WaitAsync(Task timer)
    {
        _away++;
        Tell();
        try
        {
            await timer;
        }
        finally
        {
            _away--;
            Tell();
        }
    }

    /// <summary>A gate has ended.</summary>
    public void EndOne()
    {
        _running--;
        Tell();
    }

    /// <summary>Nobody waits for the gates any more.</summary>
    public void End()
    {
        _running = 0;
        Tell();
    }

    private void Tell()
    {
        var areAway = _running > 0 && _away == _running;
        if (areAway != _areAway)
        {
            _areAway = areAway;
            changed(areAway);
        }
    }
}
