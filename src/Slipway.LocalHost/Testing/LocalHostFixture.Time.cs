namespace Slipway.LocalHost.Testing;

// The clock, and what ends the host and starts it again.
public sealed partial class LocalHostFixture
{
    /// <summary>The fixture's clock.</summary>
    /// <exception cref="InvalidOperationException">The fixture was given a clock that is no <see cref="VirtualClock"/>.</exception>
    public VirtualClock Clock => _host.Time as VirtualClock ?? throw new InvalidOperationException(
        $"The fixture runs on a clock that it was given ({_host.Time.GetType().Name}).");

    /// <summary>How many commits there have been since the fixture was made, over all its starts.</summary>
    public int Commits => _host.Commits;

    /// <summary>How many of the crashes that <see cref="CrashAtCommit"/> asked for have come.</summary>
    public int Crashes => _host.Crashes;

    /// <summary>
    /// Waits until nothing can run unless time passes or something comes from outside: no turn, no write, no activity. The clock
    /// stands still.
    /// </summary>
    /// <exception cref="LocalHostFixtureException">Something ran for longer than the fixture's patience.</exception>
    public Task RunUntilIdleAsync(CancellationToken cancellationToken = default) =>
        PatientlyAsync("What runs", token => _host.Driver.IdleAsync(token), cancellationToken);

    /// <summary>
    /// Moves the clock by a time: to each durable timer on the way, whose consequences run before the clock moves on, and to the end.
    /// Returns when nothing can run there.
    /// </summary>
    /// <param name="by">How far; zero or more.</param>
    /// <param name="cancellationToken">Gives it up on the way.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    /// <exception cref="InvalidOperationException">The fixture was given a clock that is not its to move.</exception>
    /// <exception cref="LocalHostFixtureException">Something ran for longer than the fixture's patience.</exception>
    public Task AdvanceAsync(TimeSpan by, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        return PatientlyAsync($"What {by} brought", token => _host.Driver.AdvanceAsync(by, token), cancellationToken);
    }

    /// <summary>
    /// Waits until nothing can run, moves the clock to the next durable timer, at most a day, and waits again until nothing can run.
    /// </summary>
    /// <returns>False when there is no timer; the clock stands still then.</returns>
    /// <exception cref="InvalidOperationException">The fixture was given a clock that is not its to move.</exception>
    /// <exception cref="LocalHostFixtureException">Something ran for longer than the fixture's patience.</exception>
    public Task<bool> SkipToNextTimerAsync(CancellationToken cancellationToken = default) =>
        PatientlyAsync("What the next timer brought", _host.Driver.SkipAsync, cancellationToken);

    /// <summary>
    /// Crashes right after a commit, and starts again on what is stored then. The fixture's methods go on after the crash; a client's call
    /// that was under way fails. May be called several times, for several crashes.
    /// </summary>
    /// <param name="commit">Which commit, counted from now; 1 is the next one.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is less than 1.</exception>
    public void CrashAtCommit(int commit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(commit, 1);
        _host.CrashAt(commit);
    }

    /// <summary>Ends the host as a crash would: what is not committed is gone. It stays down until it is started again.</summary>
    public Task KillAsync() => _host.KillAsync();

    /// <summary>Ends the host as a crash would, and starts it again on the same data.</summary>
    public async Task CrashAsync(CancellationToken cancellationToken = default)
    {
        await KillAsync().ConfigureAwait(false);
        await StartAgainAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops the host in good order; running activities are cancelled, and run again after the next start.</summary>
    /// <exception cref="LocalHostFixtureException">An activity ran on for longer than the fixture's patience.</exception>
    public Task StopAsync(CancellationToken cancellationToken = default) =>
        PatientlyAsync("The host's stop", _host.StopAsync, cancellationToken);

    /// <summary>Starts the host again, after <see cref="StopAsync"/> or <see cref="KillAsync"/>, on the same data and clock.</summary>
    /// <exception cref="InvalidOperationException">It runs.</exception>
    public Task StartAgainAsync(CancellationToken cancellationToken = default) => _host.StartAsync(cancellationToken);

    private Task PatientlyAsync(string what, Func<CancellationToken, Task> work, CancellationToken cancellationToken) =>
        PatientlyAsync(
            what,
            async token =>
            {
                await work(token).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    private async Task<T> PatientlyAsync<T>(string what, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        // Real time, which only a failing test runs out of.
        using var patience = new CancellationTokenSource(_options.Patience);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await work(both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw FixtureReport.Impatient(what, _options.Patience, _host.Time.GetUtcNow(), _host.Current.Catalog.Running);
        }
    }
}
