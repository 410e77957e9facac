using System.Globalization;
using Slipway.Benchmarks.Machine;

namespace Slipway.Benchmarks;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchmarkOptions
{
    private const int MaxRounds = 100;
    private const int QuickRounds = 2;

    public BenchmarkSizes Sizes { get; init; } = BenchmarkSizes.Full;

    public bool IsQuick { get; init; }

    /// <summary>How often each thing is measured; 5 unless set, 2 of a quick run.</summary>
    public int Rounds { get; init; } = 5;

    /// <summary>The scenarios to run; empty means all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>The JSON file; <c>artifacts/benchmarks/latest.json</c> unless set.</summary>
    public string Output { get; init; } = Path.Combine(Repository.Root, "artifacts", "benchmarks", "latest.json");

    /// <summary>
    /// Where stores are put, in a new folder that is deleted at the end: a file system on a disk. <c>/var/tmp</c> unless the environment
    /// variable <c>SLIPWAY_BENCHMARK_DATA</c> names another.
    /// </summary>
    public string DataFolder { get; init; } = Environment.GetEnvironmentVariable("SLIPWAY_BENCHMARK_DATA") ?? "/var/tmp";

    /// <exception cref="BenchmarkException">An argument is unknown, or its value is wrong.</exception>
    public static BenchmarkOptions Parse(IReadOnlyList<string> args, IReadOnlyCollection<string> scenarios)
    {
        var options = new BenchmarkOptions();
        int? rounds = null;
        for (var i = 0; i < args.Count; i++)
        {
            string Value() => ++i < args.Count ? args[i] : throw new BenchmarkException($"{args[i - 1]} needs a value.");
            switch (args[i])
            {
                case "--quick":
                    options = options with { IsQuick = true, Sizes = BenchmarkSizes.Quick };
                    break;
                case "--only":
                    options = options with { Only = ParseNames(Value(), scenarios) };
                    break;
                case "--rounds":
                    rounds = ParseRounds(Value());
                    break;
                case "--output":
                    options = options with { Output = Path.GetFullPath(Value()) };
                    break;
                default:
                    throw new BenchmarkException(
                        $"'{args[i]}' is unknown. Usage: run.sh [--quick] [--only NAMES] [--rounds N] [--output FILE.json]\n"
                        + $"NAMES, with commas between them, are: {string.Join(", ", scenarios)}.");
            }
        }

        return options with { Rounds = rounds ?? (options.IsQuick ? QuickRounds : options.Rounds) };
    }

    private static string[] ParseNames(string text, IReadOnlyCollection<string> scenarios)
    {
        var names = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var unknown = names.Except(scenarios, StringComparer.Ordinal).ToList();
        return unknown.Count == 0
            ? names
            : throw new BenchmarkException($"There is no scenario '{unknown[0]}'. There are: {string.Join(", ", scenarios)}.");
    }

    private static int ParseRounds(string text) =>
        int.TryParse(text, CultureInfo.InvariantCulture, out var rounds) && rounds is >= 1 and <= MaxRounds
            ? rounds
            : throw new BenchmarkException($"--rounds is '{text}'; it must be 1 to {MaxRounds}.");
}
