using System.Globalization;
using Slipway.Benchmarks.Machine;
using Slipway.Benchmarks.Results;

namespace Slipway.Benchmarks.Reporting;

/// <summary>The results for people.</summary>
internal static class ConsoleReport
{
    public static void Write(TextWriter output, MachineFacts machine, BenchmarkOptions options, ResultBook book)
    {
        output.WriteLine();
        output.WriteLine(
            $"{machine.Date:yyyy-MM-dd HH:mm} UTC, commit {machine.Commit}, {machine.Cores} cores of {machine.Processor}, "
            + machine.Runtime);
        WriteConditions(output, machine, "before", machine.Before);
        WriteConditions(output, machine, "after", machine.After ?? machine.Before);
        var quick = options.IsQuick ? ", a quick run: fewer of everything, so not the numbers to quote" : string.Empty;
        output.WriteLine($"{options.Rounds} rounds{quick}");
        WriteContenders(output, book);
        WriteMetrics(output, book);
        WriteComparisons(output, book);
        WriteTargets(output, book);
        foreach (var note in book.Notes)
        {
            output.WriteLine($"note: {note}");
        }
    }

    private static void WriteConditions(TextWriter output, MachineFacts machine, string when, Conditions conditions) => output.WriteLine(
        $"{when} the run: an append of 4 KiB on disk ({machine.FileSystem}, fdatasync) p50 {Number(conditions.SyncP50Ms)} ms, "
        + $"p99 {Number(conditions.SyncP99Ms)} ms; load {(conditions.Load is { } load ? Number(load) : "unknown")}");

    private static void WriteContenders(TextWriter output, ResultBook book)
    {
        output.WriteLine();
        foreach (var contender in book.Contenders)
        {
            output.WriteLine($"{contender.Name}, {contender.Transport}: {contender.Version}; {contender.Durability}");
        }
    }

    private static void WriteMetrics(TextWriter output, ResultBook book)
    {
        var table = new TextTable(4, "scenario", "metric", "contender", "by", "median", "least", "most", "unit");
        foreach (var metric in book.Metrics)
        {
            table.Add(
                metric.Scenario,
                metric.Name,
                metric.Contender,
                metric.Transport,
                Number(metric.Median),
                Number(metric.Rounds.Min()),
                Number(metric.Rounds.Max()),
                metric.Unit);
        }

        Write(output, "Measured", table);
    }

    private static void WriteComparisons(TextWriter output, ResultBook book)
    {
        var comparisons = Comparison.Of(book);
        if (comparisons.Count == 0)
        {
            return;
        }

        var table = new TextTable(4, "scenario", "metric", "by", "against", "times better");
        foreach (var comparison in comparisons)
        {
            table.Add(comparison.Scenario, comparison.Metric, comparison.Transport, comparison.Peer, Number(comparison.TimesBetter));
        }

        Write(output, "Slipway against its peers, medians", table);
    }

    private static void WriteTargets(TextWriter output, ResultBook book)
    {
        var table = new TextTable(2, "target", "", "limit", "reached");
        foreach (var target in Targets.Check(book))
        {
            var limit = $"{(target.IsMinimum ? ">=" : "<=")} {Number(target.Limit)}";
            table.Add(target.Target, target.IsMet ? "met" : "MISSED", limit, Number(target.Reached));
        }

        Write(output, "Targets", table);
    }

    private static void Write(TextWriter output, string title, TextTable table)
    {
        output.WriteLine();
        output.WriteLine(title);
        table.Write(output);
        output.WriteLine();
    }

    private static string Number(double value) =>
        value.ToString(Math.Abs(value) >= 100 ? "F0" : "0.###", CultureInfo.InvariantCulture);
}
