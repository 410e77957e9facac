namespace Slipway.LocalHost.Tests.Simulation.Programs;

/// <summary>Makes random programs: some for children, and one for each instance that the simulation starts.</summary>
internal sealed class ProgramGenerator(Random random)
{
    private readonly List<Program> _programs = [];
    private int _next;

    /// <summary>The names of the instances that will be started, by the number of their program.</summary>
    public Dictionary<string, int> Instances { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<Program> Generate()
    {
        // Children first, so that a program calls only those before it, and none calls itself.
        var children = random.Next(1, 4);
        for (var i = 0; i < children; i++)
        {
            Add(Generations(random.Next(1, 3), () => ChildStep(i), [], mayFail: true));
        }

        // Sent events go from an earlier instance to a later one: nobody waits for one who waits for him.
        var instances = random.Next(2, 5);
        var sent = Enumerable.Range(0, instances).Select(_ => new List<Step>()).ToArray();
        var awaited = Enumerable.Range(0, instances).Select(_ => new List<Step>()).ToArray();
        for (var i = random.Next(0, 3); i > 0; i--)
        {
            var from = random.Next(0, instances - 1);
            var to = random.Next(from + 1, instances);
            var name = $"sent{i}";
            sent[from].Add(new Send($"i{to}", name));
            awaited[to].Add(new Await(name));
        }

        for (var i = 0; i < instances; i++)
        {
            List<Step> fixedSteps = [.. sent[i], .. awaited[i]];
            Instances.Add($"i{i}", Add(Generations(random.Next(1, 4), () => TopStep(children), fixedSteps, mayFail: true)));
        }

        return _programs;
    }

    private int Add(IReadOnlyList<IReadOnlyList<Step>> generations)
    {
        _programs.Add(new Program(_programs.Count, generations));
        return _programs.Count - 1;
    }

    private List<List<Step>> Generations(int count, Func<Step> next, List<Step> given, bool mayFail)
    {
        var generations = Enumerable.Range(0, count)
            .Select(_ => Enumerable.Range(0, random.Next(0, 5)).Select(_ => next()).ToList())
            .ToList();
        foreach (var step in given)
        {
            var steps = generations[random.Next(generations.Count)];
            steps.Insert(random.Next(steps.Count + 1), step);
        }

        if (mayFail && random.Next(6) == 0)
        {
            generations[^1].Add(new Throw(_next++));
        }

        return generations;
    }

    private Step TopStep(int children) => random.Next(9) switch
    {
        0 or 1 => new Await($"e{random.Next(2)}"),
        4 => new Transfer(_next++, Ledger(), Ledger(), Slow: _next % 2 == 0),
        2 => new Call(random.Next(children), ChildId(), random.Next(1, 4)),
        3 => new Together([.. Enumerable.Range(0, random.Next(2, 5)).Select(_ => ParallelStep(children))]),
        _ => Simple(),
    };

    private Step ChildStep(int callable) => callable > 0 && random.Next(6) == 0
        ? new Call(random.Next(callable), ChildId(), random.Next(1, 3))
        : Simple();

    private Step ParallelStep(int children) => random.Next(8) switch
    {
        0 => new Call(random.Next(children), ChildId(), Attempts: 1),
        1 => new Pause(random.Next(0, 100)),
        2 => new Broken(_next++),
        3 => NewFlaky(),
        4 => NewAsk(),
        _ => new Work(_next++, random.Next(3) == 0),
    };

    private Step Simple() => random.Next(15) switch
    {
        0 => new Broken(_next++),
        1 => NewFlaky(),
        2 => new Pause(random.Next(0, 300)),
        3 => new GivenUp(_next++, random.Next(1, 10_000)),
        4 => new Race(_next++, random.Next(1, 60)),
        5 => new Forgotten(_next++, random.Next(2) == 0),
        6 or 7 => new Status(_next++),
        8 => new Work(_next++, Slow: true),
        9 => NewTell(),
        10 or 11 => NewAsk(),
        _ => new Work(_next++, Slow: false),
    };

    private Flaky NewFlaky() => new($"f{_next++}", _next, random.Next(0, 4), random.Next(1, 4), random.Next(2) == 0);

    private Tell NewTell() => new(
        _next++,
        Ledger(),
        RelayTo: random.Next(2) == 0 ? Ledger() : null,
        Seconds: random.Next(3) == 0 ? random.Next(1, 100) : 0,
        CourierTo: random.Next(3) == 0 ? Ledger() : null);

    private Ask NewAsk() => new(_next++, Ledger(), Refused: random.Next(4) == 0);

    private string Ledger() => Ledgers.All[random.Next(Ledgers.All.Count)];

    private string? ChildId() => random.Next(2) == 0 ? null : $"c{_next++}";
}
