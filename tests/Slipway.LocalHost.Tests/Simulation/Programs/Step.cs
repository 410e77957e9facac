namespace Slipway.LocalHost.Tests.Simulation.Programs;

/// <summary>One thing that a generated orchestration does. What it yields is mixed into the orchestration's total.</summary>
internal abstract record Step;

/// <summary>An activity that succeeds: at once, or when the simulation lets it go on.</summary>
internal sealed record Work(int Value, bool Slow) : Step;

/// <summary>An activity that always throws; the orchestration catches it.</summary>
internal sealed record Broken(int Value) : Step;

/// <summary>An activity that throws so many times, called with a retry policy or a retry handler.</summary>
internal sealed record Flaky(string Key, int Value, int Failures, int Attempts, bool Handler) : Step;

/// <summary>A durable timer.</summary>
internal sealed record Pause(int Seconds) : Step;

/// <summary>A timer that is cancelled when an activity has ended.</summary>
internal sealed record GivenUp(int Value, int Seconds) : Step;

/// <summary>A slow activity against a timer. Whoever wins, the total is the same; another activity says who did.</summary>
internal sealed record Race(int Value, int Seconds) : Step;

/// <summary>An activity that nobody waits for.</summary>
internal sealed record Forgotten(int Value, bool Slow) : Step;

/// <summary>The next external event of a name. Doubles of earlier ones are skipped and counted.</summary>
internal sealed record Await(string Event) : Step;

/// <summary>An event for another instance.</summary>
internal sealed record Send(string Target, string Event) : Step;

/// <summary>A sub-orchestration; one that fails is tried so many times, then caught.</summary>
internal sealed record Call(int Program, string? Id, int Attempts) : Step;

/// <summary>Several at once, all awaited.</summary>
internal sealed record Together(IReadOnlyList<Step> Steps) : Step;

/// <summary>An entry for a ledger, which is an entity, that nobody waits for; delivered later when it has a delay.</summary>
/// <param name="Value">What the entry is known by.</param>
/// <param name="Ledger">Which ledger.</param>
/// <param name="RelayTo">The ledger that gets the entry from this one; null when none does.</param>
/// <param name="Seconds">How long it is held back.</param>
/// <param name="CourierTo">The ledger that gets the entry by an orchestration, which this one starts; null when none does.</param>
internal sealed record Tell(int Value, string Ledger, string? RelayTo, int Seconds, string? CourierTo = null) : Step;

/// <summary>An entry for a ledger, called and awaited; one that is refused throws, and leaves nothing.</summary>
internal sealed record Ask(int Value, string Ledger, bool Refused) : Step;

/// <summary>An entry for two ledgers at once, under a lock of both; a slow one keeps others waiting for its locks.</summary>
internal sealed record Transfer(int Value, string From, string To, bool Slow = false) : Step;

/// <summary>Sets the custom status.</summary>
internal sealed record Status(int Value) : Step;

/// <summary>Fails the orchestration.</summary>
internal sealed record Throw(int Value) : Step;
