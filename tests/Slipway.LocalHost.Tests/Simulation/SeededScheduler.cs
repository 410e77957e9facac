using Slipway.LocalHost.Durable;

namespace Slipway.LocalHost.Tests.Simulation;

/// <summary>Keeps the engine's work until the simulation runs it, in an order that the random numbers give, on one thread.</summary>
internal sealed class SeededScheduler(Random random) : EngineScheduler
{
    private readonly List<(Action Run, bool IsLoop)> _work = [];

    public override bool MayRunInline => !IsEnding && random.Next(2) == 0;

    /// <summary>Whether the engine is being closed, part of which runs on threads of its own: they must not take random numbers.</summary>
    public bool IsEnding { get; set; }

    public bool HasWork => _work.Count > 0;

    public override void Queue(Action work) => Add(work, isLoop: false);

    public override Action StartLoop(string name, Func<bool> step)
    {
        var isQueued = false;
        var ended = false;
        return () =>
        {
            if (!isQueued && !ended)
            {
                isQueued = true;
                Add(
                    () =>
                    {
                        isQueued = false;
                        ended = ended || !step();
                    },
                    isLoop: true);
            }
        };
    }

    public void RunOne() => Run(random.Next(_work.Count));

    /// <summary>Forgets what a killed process had to do, but for the loops, which have to end.</summary>
    public void Kill() => _work.RemoveAll(work => !work.IsLoop);

    public void RunAll()
    {
        while (_work.Count > 0)
        {
            Run(0);
        }
    }

    /// <summary>Runs the loops alone until they have nothing to do: the writer, that is, and none of the engine's other work.</summary>
    public void RunLoops()
    {
        while (_work.FindIndex(work => work.IsLoop) is >= 0 and var index)
        {
            Run(index);
        }
    }

    private void Add(Action work, bool isLoop)
    {
        lock (_work)
        {
            // Only a stop in good order may bring work from elsewhere: it waits on the thread pool, and its work is done in turn.
            _work.Add((work, isLoop));
        }
    }

    private void Run(int index)
    {
        Action run;
        lock (_work)
        {
            run = _work[index].Run;
            _work.RemoveAt(index);
        }

        run();
    }
}
