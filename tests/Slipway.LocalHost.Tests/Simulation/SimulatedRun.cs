using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Storage;
using Slipway.LocalHost.Tests.Simulation.Programs;

namespace Slipway.LocalHost.Tests.Simulation;

/// <summary>
/// One run of the engine from one number: random programs, random clients, and an engine whose order of work, clock, disk and deaths come
/// from the same number. Whatever happens, each instance ends as the model of its program says.
/// </summary>
internal sealed class SimulatedRun
{
    private const int MaxSteps = 20_000;
    private const int TraceLength = 80;

    private readonly Random _random;
    private readonly List<string> _trace = [];
    private readonly List<Actor> _actors = [];
    private readonly SimulatedHub _hub;
    private readonly SimulatedClients _clients;
    private readonly SimulatedPurges _purges;
    private readonly SimulatedRepeats _repeats;
    private readonly bool _isQuiet;
    private readonly SimulatedFaults _faults;
    private HashCode _fingerprint;
    private int _deaths;

    private SimulatedRun(int seed, Scenario? scenario)
    {
        _random = new Random(seed);
        scenario ??= Scenario.Generate(_random);
        var model = new ProgramModel(scenario.Programs);
        foreach (var (id, number) in scenario.Instances)
        {
            var program = scenario.Programs[number];
            _actors.Add(new Actor(id, program, model.Run(number))
            {
                StartsIn = _random.Next(5) == 0 ? TimeSpan.FromSeconds(_random.Next(1, 100)) : TimeSpan.Zero,
                IsDoomed = !program.Sends && _random.Next(6) == 0,
                Recursive = _random.Next(2) == 0,
            });
        }

        _trace.AddRange(scenario.Programs.Select(program => program.ToString()));
        _hub = new SimulatedHub(scenario.Programs, _random) { Trace = Note };
        _repeats = new SimulatedRepeats(_hub, _actors, model, scenario.IsQuiet);
        _clients = new SimulatedClients(_actors, _repeats, _hub.Checker, _hub.Clock, _random);
        _isQuiet = scenario.IsQuiet;
        _purges = new SimulatedPurges(_hub, _actors, _repeats, scenario.IsQuiet);
        _faults = new SimulatedFaults(_hub, scenario.IsQuiet);
    }

    /// <summary>Runs a scenario with one fault, and says whether it came to that fault.</summary>
    /// <param name="scenario">What runs. It is run the same way each time, up to the fault.</param>
    /// <param name="inject">Tells the store where to fail.</param>
    /// <param name="occurred">Whether it has failed there.</param>
    public static bool Run(Scenario scenario, Action<FaultyStore> inject, Func<FaultyStore, bool> occurred)
    {
        var happened = false;
        OnOwnThread(() => new SimulatedRun(seed: 1, scenario), inject, run => happened = occurred(run._hub.Store));
        return happened;
    }

    /// <summary>Runs a seed and gives a number that depends on all that happened.</summary>
    /// <exception cref="InvariantException">The engine did what it must not; the message says how to repeat it.</exception>
    public static (int Fingerprint, int Deaths) Run(int seed)
    {
        (int, int) result = default;
        OnOwnThread(
            () => new SimulatedRun(seed, scenario: null),
            _ => { },
            run => result = (run._fingerprint.ToHashCode(), run._deaths),
            seed);
        return result;
    }

    // A thread that a test framework gives has a context that would take continuations elsewhere.
    private static void OnOwnThread(Func<SimulatedRun> make, Action<FaultyStore> inject, Action<SimulatedRun> ended, int seed = 0)
    {
        InvariantException? failure = null;
        var thread = new Thread(() =>
        {
            var run = make();
            try
            {
                inject(run._hub.Store);
                run.Run();
                run._hub.Dispose();
                ended(run);
            }
            catch (Exception exception)
            {
                failure = run.Describe(seed, exception);
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null)
        {
            throw failure;
        }
    }

    private void Run()
    {
        _hub.Catalog.Deployed = _isQuiet || _random.Next(2) == 0 ? ProgramVersions.Newest : ProgramVersions.Older;
        _hub.Open();
        for (var step = 0; !IsOver(); step++)
        {
            Must(step < MaxSteps, $"there is no end after {MaxSteps} steps");
            if (_hub.Scheduler.HasWork && _random.Next(100) < 85)
            {
                _hub.RunOne();
            }
            else
            {
                Disturb();
            }

            if (_hub.Store.IsDead)
            {
                Die();
            }
            else
            {
                _clients.Settle(_hub.Reading, _hub.Store.IsDead);
                _purges.Settle();
            }

            _fingerprint.Add(_hub.Store.Calls);
        }

        CheckEnds();

        // A write that failed may still wait for its next attempt, though what it was for has been rewound since.
        _hub.Clock.Advance(TimeSpan.FromMinutes(1));
        _hub.Scheduler.RunAll();
        _hub.Stop();
        _hub.Open();
        _hub.Scheduler.RunAll();
        CheckEnds();
        Must(_hub.Reading.Check() == "ok", "the database is damaged");
    }

    private void Disturb()
    {
        List<(string What, Action Do)> options = [];
        var open = _hub.Engine.Orchestrations.IsOpen;
        if (open)
        {
            options.AddRange(_clients.Options(_hub.Reading).Select(option => (option.What, (Action)(() => option.Do(_hub.Engine)))));
            options.AddRange(_purges.Options());
            if (_purges.IsDone)
            {
                options.AddRange(_repeats.Options());
            }
        }

        if (_random.Next(3) == 0 && open)
        {
            options.AddRange(_faults.Options());
        }

        if (open && _random.Next(8) == 0)
        {
            options.Add(("list by tag", ListByTag));
        }

        if (_hub.Catalog.SlowOnes > 0)
        {
            options.Add(("end a slow activity", () => _hub.Catalog.EndSlowOne(_random.Next(_hub.Catalog.SlowOnes))));
        }

        if (_hub.Clock.UntilNext is { } wait && (!_hub.Scheduler.HasWork || _random.Next(4) == 0))
        {
            options.Add(("let time pass", () => _hub.Clock.Advance(_random.Next(2) == 0 ? wait : wait / 2)));
        }

        if (_hub.Checker.Deployed != ProgramVersions.Newest && (options.Count == 0 || _random.Next(40) == 0))
        {
            options.Add(("deploy the newest code", DeployNewest));
        }

        if (options.Count == 0)
        {
            Must(_hub.Scheduler.HasWork, "nothing is left to do, and not everything has ended");
            return;
        }

        var (what, act) = options[_random.Next(options.Count)];
        Note(what);
        act();
        _hub.ThrowIfFailed();
    }

    private void ListByTag()
    {
        try
        {
            TagChecker.CheckLists(_hub.Engine.Reader, _hub.Checker.All);
        }
        catch (TaskHubStorageException)
        {
            // The call that fails happened to be this one.
        }
    }

    private void Die()
    {
        var unchanged = _hub.Store.LostLastCommit;
        Note(unchanged ? "died, the commit is lost" : "died after the commit");
        _deaths++;
        Reopen(unchanged, !_isQuiet && _random.Next(3) == 0 ? ProgramVersions.Older : ProgramVersions.Newest);
    }

    private void DeployNewest()
    {
        _hub.Store.DieNow();
        Reopen(unchanged: true, ProgramVersions.Newest);
    }

    private void Reopen(bool unchanged, string deployed)
    {
        _hub.Kill();
        _hub.Catalog.Deployed = deployed;
        _hub.Open(unchanged);
        _clients.Crashed(_hub.Reading);
        _purges.Crashed();
    }

    private bool IsOver() =>
        _actors.TrueForAll(actor => actor is { IsStarted: true, Call: null })
        && _purges.IsDone
        && !_hub.Scheduler.HasWork
        && _hub.Engine.Orchestrations.IsOpen
        && _hub.Reading.Instances().TrueForAll(instance => instance.HasEnded)
        && _hub.Reading.Count("entity_queue") == 0;

    private void CheckEnds()
    {
        foreach (var actor in _actors)
        {
            var row = _hub.Reading.Row(actor.Id) ?? _hub.Checker.EndOf(actor.Id);
            Must(row is { HasEnded: true }, $"{actor.Id} has not ended");
            if (row!.Status == OrchestrationRuntimeStatus.Terminated)
            {
                Must(actor.IsDoomed && row.Output == "\"doomed\"", $"{actor.Id} was terminated, and nobody asked for it");
                continue;
            }

            var expected = actor.Expected;
            Must(row.Status == expected.Status, $"{actor.Id} is {row.Status} ({row.Failure?.ErrorMessage}), not {expected.Status}");
            Must(row.Failure?.ErrorMessage == expected.Error,
                $"{actor.Id} failed by '{row.Failure?.ErrorMessage}', not '{expected.Error}'");
            Must(row.CustomStatus == expected.CustomStatus, $"{actor.Id} has the status {row.CustomStatus}, not {expected.CustomStatus}");
            if (row.Status == OrchestrationRuntimeStatus.Completed)
            {
                var output = System.Text.Json.JsonSerializer.Deserialize<ProgramOutput>(row.Output!)!;
                Must(output.Total == expected.Total, $"{actor.Id} came to {output.Total}, not {expected.Total}");
                Must(output.Doubles <= actor.Uncertain, $"{actor.Id} got {output.Doubles} events twice, sent twice were {actor.Uncertain}");
            }
        }

        ListByTag();
        Must(_hub.Reading.Count("inbox") == 0, "messages are left over");
        Must(_hub.Reading.Count("timers") == 0, "timers are left over");
        EntityChecker.CheckEnds(_hub.Reading, _hub.Checker, _actors);
    }

    private void Note(string what)
    {
        _trace.Add($"{_hub.Clock.GetUtcNow():HH:mm:ss} {what}");
        _fingerprint.Add(what.Length);
        _fingerprint.Add(_hub.Clock.GetTimestamp());
    }

    private InvariantException Describe(int seed, Exception exception) => new(
        $"""
        Seed {seed}: {(exception is InvariantException ? exception.Message : exception)}
        Repeat it: SLIPWAY_SEED={seed} dotnet test tests/Slipway.LocalHost.Tests -c Release --filter FullyQualifiedName~One_seed
        {string.Join('\n', _trace.Count <= TraceLength ? _trace : [.. _trace.Take(10), "...", .. _trace.TakeLast(TraceLength)])}
        {_hub.DescribeWaiting()}
        """);

    private static void Must(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvariantException(otherwise);
        }
    }
}
