using System.Text.Encodings.Web;
using System.Text.Json;
using Slipway.Benchmarks.Machine;
using Slipway.Benchmarks.Results;

namespace Slipway.Benchmarks.Reporting;

/// <summary>The results for programs: every round's number, and all they depend on.</summary>
internal static class JsonReport
{
    private const int FormatVersion = 1;

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Write(string path, MachineFacts machine, BenchmarkOptions options, ResultBook book)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var report = new
        {
            FormatVersion,
            Machine = machine,
            Run = new { options.IsQuick, options.Rounds, options.Only, options.Sizes },
            book.Contenders,
            book.Metrics,
            Comparisons = Comparison.Of(book),
            Targets = Targets.Check(book),
            book.Notes,
        };
        File.WriteAllText(path, JsonSerializer.Serialize(report, Format));
    }
}
