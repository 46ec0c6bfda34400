namespace Observability.Domain.Metrics;

/// <summary>The running value of one metric under one set of labels.</summary>
/// <param name="labels">The labels as they are printed, without braces; empty = none.</param>
/// <param name="bounds">Upper bounds of the histogram's buckets, rising; null = not a histogram.</param>
internal sealed class MetricSeries(string labels, IReadOnlyList<double>? bounds)
{
    private readonly Lock _lock = new();
    private readonly long[] _buckets = new long[bounds?.Count ?? 0];
    private double _value;
    private long _count;

    /// <summary>The labels as they are printed, without braces.</summary>
    public string Labels => labels;

    /// <summary>Takes <paramref name="value"/> for the present one.</summary>
    public void Set(double value)
    {
        lock (_lock)
        {
            _value = value;
        }
    }

    /// <summary>Adds <paramref name="value"/>, to the sum and to its bucket where there are buckets.</summary>
    public void Add(double value)
    {
        lock (_lock)
        {
            _value += value;
            _count++;
            for (var i = 0; i < _buckets.Length; i++)
            {
                if (value <= bounds![i])
                {
                    _buckets[i]++;
                    break;
                }
            }
        }
    }

    /// <summary>The value (of a histogram: the sum), the number of measurements and the bucket counts, all of one moment.</summary>
    public (double Value, long Count, long[] Buckets) Read()
    {
        lock (_lock)
        {
            return (_value, _count, [.. _buckets]);
        }
    }
}
