using System.Runtime.InteropServices;
using Slipway.Benchmarks.Processes;

namespace Slipway.Benchmarks.Machine;

/// <summary>What the numbers depend on.</summary>
internal sealed record MachineFacts
{
    public required DateTimeOffset Date { get; init; }

    /// <summary>The commit that was measured; ends with <c>+changes</c> when the working copy was not clean.</summary>
    public required string Commit { get; init; }

    public required int Cores { get; init; }

    public required string Processor { get; init; }

    public required long MemoryBytes { get; init; }

    public required string OperatingSystem { get; init; }

    public required string Runtime { get; init; }

    public required string FileSystem { get; init; }

    public required Conditions Before { get; init; }

    /// <summary>Null until the run is over.</summary>
    public Conditions? After { get; init; }

    public static async Task<MachineFacts> FindAsync(string dataFolder, CancellationToken cancellationToken)
    {
        return new MachineFacts
        {
            Date = TimeProvider.System.GetUtcNow(),
            Commit = await CommitAsync(cancellationToken),
            Cores = Environment.ProcessorCount,
            Processor = Line("/proc/cpuinfo", "model name")?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString(),
            MemoryBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            OperatingSystem = RuntimeInformation.OSDescription,
            Runtime = RuntimeInformation.FrameworkDescription,
            FileSystem = new DriveInfo(dataFolder).DriveFormat,
            Before = Conditions.Measure(dataFolder),
        };
    }

    private static async Task<string> CommitAsync(CancellationToken cancellationToken)
    {
        try
        {
            var commit = await ChildProcess.OutputAsync(["git", "rev-parse", "HEAD"], Repository.Root, cancellationToken);
            var changes = await ChildProcess.OutputAsync(["git", "status", "--porcelain"], Repository.Root, cancellationToken);
            return commit.Trim() + (changes.Length == 0 ? string.Empty : "+changes");
        }
        catch (BenchmarkException)
        {
            return "unknown";
        }
    }

    private static string? Line(string path, string start) =>
        File.Exists(path) ? File.ReadLines(path).FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal)) : null;
}
