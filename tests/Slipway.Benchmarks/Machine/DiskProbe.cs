using System.Security.Cryptography;
using Slipway.Benchmarks.Measuring;
using Slipway.Benchmarks.Processes;

namespace Slipway.Benchmarks.Machine;

/// <summary>Measures what it takes until an append of 4 KiB is on disk: the floor of everything durable.</summary>
internal static class DiskProbe
{
    private const int BlockBytes = 4096;
    private const int WarmUps = 50;
    private const int Appends = 500;

    /// <summary>The latency of an append and <c>fdatasync</c>, so many times.</summary>
    /// <exception cref="BenchmarkException">The folder is not on a disk, or the disk refuses.</exception>
    public static Sample Measure(string folder)
    {
        var format = new DriveInfo(folder).DriveFormat;
        if (format is "tmpfs" or "ramfs")
        {
            throw new BenchmarkException(
                $"{folder} is in memory ({format}), where nothing is durable. Set SLIPWAY_BENCHMARK_DATA to a folder on a disk.");
        }

        var path = Path.Combine(folder, "probe");
        var block = RandomNumberGenerator.GetBytes(BlockBytes);
        var latenciesMs = new double[WarmUps + Appends];
        using (var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write))
        {
            for (var i = 0; i < latenciesMs.Length; i++)
            {
                var begun = TimeProvider.System.GetTimestamp();
                RandomAccess.Write(file, block, (long)i * BlockBytes);
                if (NativeMethods.SyncData(file) != 0)
                {
                    throw new BenchmarkException($"The disk of {folder} does not sync.");
                }

                latenciesMs[i] = TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds;
            }
        }

        File.Delete(path);
        var measured = latenciesMs[WarmUps..];
        return new Sample(measured.Sum(), measured);
    }
}
