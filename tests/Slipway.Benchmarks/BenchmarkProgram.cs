using Slipway.Benchmarks.Machine;
using Slipway.Benchmarks.Reporting;
using Slipway.Benchmarks.Results;
using Slipway.Benchmarks.Scenarios;

namespace Slipway.Benchmarks;

/// <summary>The run as a whole: a folder, the scenarios one after the other, the report.</summary>
internal static class BenchmarkProgram
{
    private const double BusyShare = 0.05;

    public static async Task RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken)
    {
        var options = BenchmarkOptions.Parse(args, [.. AllScenarios.List.Select(scenario => scenario.Name)]);
        var folder = CreateFolder(options.DataFolder);
        try
        {
            var machine = await MachineFacts.FindAsync(folder, cancellationToken);
            await using var run = new BenchmarkRun(options, folder);
            foreach (var scenario in AllScenarios.List.Where(scenario => IsWanted(options, scenario)))
            {
                if (!scenario.HasPeers)
                {
                    await run.StopContendersAsync();
                }

                Console.Error.WriteLine($"{scenario.Name}: {scenario.What}");
                await scenario.RunAsync(run, cancellationToken);

                // After each, so that a run that is broken off leaves what it had.
                JsonReport.Write(options.Output, machine, options, run.Book);
            }

            await run.StopContendersAsync();
            NoteNeighbours(run.Book, machine.Cores);
            machine = machine with { After = Conditions.Measure(folder) };
            JsonReport.Write(options.Output, machine, options, run.Book);
            ConsoleReport.Write(Console.Out, machine, options, run.Book);
            Console.Out.WriteLine($"every round's number: {options.Output}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void NoteNeighbours(ResultBook book, int cores)
    {
        var busy = book.Metrics.Where(metric => metric.Name == PeerScenario.NeighboursMetric).SelectMany(metric => metric.Rounds).ToList();
        if (busy.Count > 0 && busy.Max() > BusyShare * cores)
        {
            book.Note(
                FormattableString.Invariant($"others kept {busy.Min():F2} to {busy.Max():F2} of {cores} processors busy, ")
                + "not the same for each contender: quote nothing of this run.");
        }
    }

    private static bool IsWanted(BenchmarkOptions options, IScenario scenario) =>
        options.Only.Count == 0 || options.Only.Contains(scenario.Name, StringComparer.Ordinal);

    // Others may pass through it but not look into it: PostgreSQL runs as another user.
    private static string CreateFolder(string parent)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new BenchmarkException("The benchmark runs on Linux and macOS: its peers have no server for Windows.");
        }

        var folder = Path.Combine(parent, $"slipway-benchmarks-{Guid.NewGuid():N}");
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        return Directory.CreateDirectory(folder, owner | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute).FullName;
    }
}
