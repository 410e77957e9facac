using System.Globalization;
using Slipway.Benchmarks.Measuring;

namespace Slipway.Benchmarks.Application;

/// <summary>What an app's engine measured of itself, as <see cref="StartupHook"/> wrote it.</summary>
internal sealed class Measurements
{
    private readonly ILookup<string, (long At, double Seconds)> _all;

    public Measurements(string path)
    {
        _all = File.ReadLines(path).Select(line => line.Split(' ')).ToLookup(
            part => part[0],
            part => (long.Parse(part[1], CultureInfo.InvariantCulture), double.Parse(part[2], CultureInfo.InvariantCulture)),
            StringComparer.Ordinal);
    }

    /// <summary>What an instrument measured between two timestamps, in milliseconds.</summary>
    /// <exception cref="BenchmarkException">Nothing.</exception>
    public Sample Between(string instrument, long from, long to)
    {
        var measured = _all[instrument].Where(each => each.At >= from && each.At <= to).Select(each => each.Seconds * 1_000).ToArray();
        return measured.Length > 0
            ? new Sample(TimeProvider.System.GetElapsedTime(from, to).TotalMilliseconds, measured)
            : throw new BenchmarkException($"The engine measured nothing as '{instrument}'.");
    }
}
