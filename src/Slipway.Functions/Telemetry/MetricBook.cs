using System.Diagnostics.Metrics;
using System.Text;

namespace Slipway.Functions.Telemetry;

/// <summary>Keeps what the instruments of one meter measure from now on, and writes it as text for Prometheus. Thread-safe.</summary>
internal sealed class MetricBook : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<MetricFamily> _families = [];
    private readonly MeterListener _listener = new();

    public MetricBook(Meter meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == meter)
            {
                var family = new MetricFamily(instrument);
                lock (_lock)
                {
                    _families.Add(family);
                }

                listener.EnableMeasurementEvents(instrument, family);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, family) => Record(family, value, tags));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, family) => Record(family, value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, family) => Record(family, value, tags));
        _listener.Start();
    }

    /// <summary>All of it, in the order in which the instruments were made.</summary>
    public string Write()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        lock (_lock)
        {
            foreach (var family in _families)
            {
                family.Write(text);
            }
        }

        return text.ToString();
    }

    /// <summary>What an instrument's series add up to, by one of their labels.</summary>
    public IReadOnlyDictionary<string, double> SumBy(string name, string label)
    {
        lock (_lock)
        {
            return _families.Single(family => family.Name == name).Series
                .GroupBy(series => series.Tags.First(tag => tag.Key == label).Value, StringComparer.Ordinal)
                .ToDictionary(same => same.Key, same => same.Sum(series => series.Value), StringComparer.Ordinal);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Record(object? family, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_lock)
        {
            ((MetricFamily)family!).Record(value, tags);
        }
    }
}
