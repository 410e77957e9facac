using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Slipway.Functions.Telemetry;

/// <summary>One instrument with all its series, and how Prometheus reads it.</summary>
/// <remarks>The text is of version 0.0.4: https://prometheus.io/docs/instrumenting/exposition_formats/.</remarks>
internal sealed class MetricFamily(Instrument instrument)
{
    /// <summary>Of so many sets of labels each has its series; what more there are share one, whose labels are all "other".</summary>
    internal const int MaxSeries = 500;

    private const int MaxLabelLength = 100;

    private readonly Dictionary<string, MetricSeries> _series = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<double> _bounds = (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries ?? [];

    private bool IsGauge => instrument is ObservableGauge<int>;

    public string Name => instrument.Name;

    public IEnumerable<MetricSeries> Series => _series.Values;

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var series = SeriesOf(tags);
        if (IsGauge)
        {
            series.Set(value);
        }
        else
        {
            series.Add(value);
        }
    }

    public void Write(StringBuilder text)
    {
        var kind = IsGauge ? "gauge" : _bounds.Count > 0 ? "histogram" : "counter";
        text.Append(CultureInfo.InvariantCulture, $"# HELP {Name} {instrument.Description}\n# TYPE {Name} {kind}\n");
        foreach (var (labels, series) in _series.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            if (_bounds.Count == 0)
            {
                Line(text, Name, labels, series.Value);
                continue;
            }

            for (var i = 0; i < _bounds.Count; i++)
            {
                Line(text, Name + "_bucket", With(labels, _bounds[i].ToString(CultureInfo.InvariantCulture)), series.Buckets[i]);
            }

            Line(text, Name + "_bucket", With(labels, "+Inf"), series.Count);
            Line(text, Name + "_sum", labels, series.Value);
            Line(text, Name + "_count", labels, series.Count);
        }
    }

    private MetricSeries SeriesOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var given = new KeyValuePair<string, string>[tags.Length];
        for (var i = 0; i < tags.Length; i++)
        {
            var value = tags[i].Value?.ToString() ?? "";
            given[i] = new(tags[i].Key, value.Length <= MaxLabelLength ? value : value[..MaxLabelLength]);
        }

        var labels = Labels(given);
        if (!_series.ContainsKey(labels) && _series.Count >= MaxSeries)
        {
            given = [.. given.Select(tag => KeyValuePair.Create(tag.Key, "other"))];
            labels = Labels(given);
        }

        if (!_series.TryGetValue(labels, out var series))
        {
            series = _series[labels] = new MetricSeries(given, _bounds);
        }

        return series;
    }

    private static string Labels(IEnumerable<KeyValuePair<string, string>> tags) =>
        string.Join(',', tags.Select(tag => $"{tag.Key}=\"{Escape(tag.Value)}\""));

    private static string Escape(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);

    private static string With(string labels, string bound) => $"{labels}{(labels.Length > 0 ? "," : "")}le=\"{bound}\"";

    private static void Line(StringBuilder text, string name, string labels, double value) =>
        text.Append(CultureInfo.InvariantCulture, $"{name}{(labels.Length > 0 ? $"{{{labels}}}" : "")} {value}\n");
}
