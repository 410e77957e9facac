using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Slipway.Benchmarks.Application;
using Slipway.LocalHost.Durable;

/// <summary>
/// Listens to the engine's meter in the process of an app that knows nothing of it: the runtime calls this before the app's own code,
/// because <c>DOTNET_STARTUP_HOOKS</c> names this assembly. At the end of the process the measurements are written, a line each:
/// instrument, when (a timestamp of <see cref="Stopwatch"/>, whose clock all processes share), seconds.
/// </summary>
#pragma warning disable MA0047 // The runtime looks for the type by its bare name.
internal static class StartupHook
#pragma warning restore MA0047
{
    private static readonly List<(string Instrument, long At, double Seconds)> Measurements = [];

    public static void Initialize()
    {
        // Not for the programs that the app starts.
        Environment.SetEnvironmentVariable(SlipwayHost.HooksVariable, null);
        var path = Environment.GetEnvironmentVariable(SlipwayHost.MeasurementsVariable)!;
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == EngineMeter.Name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, seconds, _, _) =>
        {
            lock (Measurements)
            {
                Measurements.Add((instrument.Name, Stopwatch.GetTimestamp(), seconds));
            }
        });
        listener.Start();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Write(path);
    }

    private static void Write(string path)
    {
        lock (Measurements)
        {
            File.WriteAllLines(path, Measurements.Select(
                each => string.Create(CultureInfo.InvariantCulture, $"{each.Instrument} {each.At} {each.Seconds:R}")));
        }
    }
}
