using System.Diagnostics.Metrics;

namespace Observability.Domain.Metrics;

/// <summary>One metric: its name in Prometheus, its kind, and its series, at most <see cref="MaxSeries"/> and one for all others.</summary>
/// <remarks>Recording is on the path of every exchange: a known set of labels is found without allocating.</remarks>
internal sealed class Metric
{
    /// <summary>Series beyond this many are counted together, so that no stranger's text can fill the memory.</summary>
    public const int MaxSeries = 500;

    private static readonly double[] SecondsBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
    private readonly Lock _growing = new();
    private readonly bool _isObserved;
    private readonly bool _isAbsolute;
    private Known[] _known = [];
    private MetricSeries? _others;

    /// <summary>The metric an instrument feeds.</summary>
    public Metric(Instrument instrument)
    {
        var type = instrument.GetType() is { IsGenericType: true } generic ? generic.GetGenericTypeDefinition() : instrument.GetType();
        Kind = type == typeof(Histogram<>) ? "histogram"
            : type == typeof(Counter<>) || type == typeof(ObservableCounter<>) ? "counter"
            : "gauge";
        Name = NameOf(instrument, Kind);
        Description = instrument.Description ?? "";
        _isObserved = instrument.IsObservable;
        _isAbsolute = _isObserved || type == typeof(Gauge<>);
        Bounds = Kind is not "histogram" ? null
            : (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries
                ?? (instrument as Histogram<long>)?.Advice?.HistogramBucketBoundaries?.Select(b => (double)b).ToArray()
                ?? (instrument as Histogram<int>)?.Advice?.HistogramBucketBoundaries?.Select(b => (double)b).ToArray()
                ?? SecondsBounds;
    }

    /// <summary>Its name in Prometheus: <c>observability_exchanges_total</c>.</summary>
    public string Name { get; }

    /// <summary>counter, gauge or histogram.</summary>
    public string Kind { get; }

    /// <summary>One sentence for people.</summary>
    public string Description { get; }

    /// <summary>Upper bounds of the buckets; null = not a histogram.</summary>
    public IReadOnlyList<double>? Bounds { get; }

    /// <summary>The series there are now.</summary>
    public IEnumerable<MetricSeries> Series => Volatile.Read(ref _known).Select(k => k.Series).Concat(Volatile.Read(ref _others) is { } others ? [others] : []);

    /// <summary>Takes a measurement.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var series = Find(tags);
        if (_isAbsolute)
        {
            series.Set(value);
        }
        else
        {
            series.Add(value);
        }
    }

    /// <summary>Forgets values that are about to be asked for again, so that what is gone is not reported for ever.</summary>
    public void ForgetObserved()
    {
        if (_isObserved)
        {
            Volatile.Write(ref _known, []);
            Volatile.Write(ref _others, null);
        }
    }

    /// <summary>A metric's name: dots become underscores, the unit and <c>_total</c> are added where the instrument's name lacks them.</summary>
    public static string NameOf(Instrument instrument, string kind)
    {
        var name = PrometheusText.Name(instrument.Name);
        var unit = instrument.Unit switch { "s" => "_seconds", "ms" => "_milliseconds", "By" => "_bytes", _ => "" };
        name = name.EndsWith(unit, StringComparison.Ordinal) ? name : name + unit;
        return kind is not "counter" || name.EndsWith("_total", StringComparison.Ordinal) ? name : name + "_total";
    }

    private static int HashOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = default(HashCode);
        foreach (var (name, value) in tags)
        {
            hash.Add(name);
            hash.Add(value);
        }

        return hash.ToHashCode();
    }

    private MetricSeries Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = HashOf(tags);
        if (Find(Volatile.Read(ref _known), hash, tags) is { } known)
        {
            return known;
        }

        lock (_growing)
        {
            if (Find(_known, hash, tags) is { } since)
            {
                return since;
            }

            if (_known.Length >= MaxSeries)
            {
                return _others ??= new("overflow=\"true\"", Bounds);
            }

            var series = new MetricSeries(PrometheusText.Labels(tags), Bounds);
            Volatile.Write(ref _known, [.. _known, new(hash, tags.ToArray(), series)]);
            return series;
        }
    }

    private static MetricSeries? Find(Known[] all, int hash, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var known in all)
        {
            if (known.Hash == hash && tags.SequenceEqual(known.Tags))
            {
                return known.Series;
            }
        }

        return null;
    }

    private sealed record Known(int Hash, KeyValuePair<string, object?>[] Tags, MetricSeries Series);
}
