namespace Observability.Domain.Rollups;

/// <summary>
/// Counts of values in buckets whose bounds grow by a constant factor, so that any percentile is told within <see cref="RelativeError"/> and two
/// histograms merge by adding: in any order, at any level, to the same result.
/// </summary>
/// <remarks>
/// Bucket 0 holds zero; bucket i ≥ 1 holds values above <c>Growth^(i-2)</c> up to <c>Growth^(i-1)</c> and is told as the value that lies as far, in
/// proportion, from one bound as from the other. At most <see cref="Buckets"/> buckets, so memory is bounded whatever is counted.
/// </remarks>
public sealed class Histogram
{
    /// <summary>Factor between the upper bounds of two neighbouring buckets.</summary>
    public const double Growth = 1.0195;

    /// <summary>Largest difference between a percentile told and the exact one, in proportion to the exact one.</summary>
    public const double RelativeError = (Growth - 1) / (Growth + 1);

    /// <summary>Number of buckets: the last holds the largest value there is.</summary>
    public const int Buckets = 2264;

    private const int SmallestWindow = 8;

    // Of the tenth group of seven bits only the lowest is one of 64.
    private const int LastShift = 63;

    private static readonly double LogGrowth = Math.Log(Growth);

    // A window of the buckets: counts of _first, _first + 1, …
    private long[] _counts = [];
    private int _first;

    /// <summary>How many values were counted.</summary>
    public long Count { get; private set; }

    /// <summary>Counts one value; below zero as zero.</summary>
    public void Add(long value) => Add(IndexOf(value), 1);

    /// <summary>Counts everything <paramref name="other"/> counted.</summary>
    public void Add(Histogram other)
    {
        for (var i = 0; i < other._counts.Length; i++)
        {
            if (other._counts[i] > 0)
            {
                Add(other._first + i, other._counts[i]);
            }
        }
    }

    /// <summary>Counts everything that was counted in the histogram written as <paramref name="encoded"/>.</summary>
    /// <exception cref="FormatException">It is not what <see cref="Encode"/> writes.</exception>
    public void Add(ReadOnlySpan<byte> encoded)
    {
        for (var index = -1L; encoded.Length > 0;)
        {
            var (distance, count) = (ReadNumber(ref encoded), ReadNumber(ref encoded));
            if (distance >= Buckets || (distance == 0 && index >= 0) || count == 0 || count > (ulong)(long.MaxValue - Count))
            {
                throw new FormatException($"A histogram has no bucket {distance} further on with {count} values.");
            }

            index = Math.Max(index, 0) + (long)distance;
            if (index >= Buckets)
            {
                throw new FormatException($"A histogram has no bucket {index}.");
            }

            Add((int)index, (long)count);
        }
    }

    /// <summary>
    /// The smallest value that at least this share of the values do not exceed, as <c>percentile_disc</c> tells it, within <see cref="RelativeError"/>.
    /// Null when nothing was counted.
    /// </summary>
    /// <param name="share">0 to 1; 0.95 is the 95th percentile.</param>
    public double? Percentile(double share)
    {
        if (Count == 0)
        {
            return null;
        }

        var rank = Math.Clamp((long)Math.Ceiling(share * Count), 1, Count);
        for (var i = 0; i < _counts.Length; i++)
        {
            rank -= _counts[i];
            if (rank <= 0)
            {
                return ValueOf(_first + i);
            }
        }

        throw new InvalidOperationException($"A histogram counted {Count} values but holds fewer.");
    }

    /// <summary>How many of the values lie in each band; the last band is all above the last bound. A bucket that a bound cuts is counted where its value lies.</summary>
    /// <param name="bounds">Upper bounds, rising.</param>
    public long[] CountBetween(ReadOnlySpan<double> bounds)
    {
        var bands = new long[bounds.Length + 1];
        var band = 0;
        for (var i = 0; i < _counts.Length; i++)
        {
            while (band < bounds.Length && ValueOf(_first + i) > bounds[band])
            {
                band++;
            }

            bands[band] += _counts[i];
        }

        return bands;
    }

    /// <summary>Its buckets in rising order, each as the distance from the one before and its count, both as variable-length numbers; empty when nothing was counted.</summary>
    public byte[] Encode()
    {
        var written = new List<byte>();
        var last = 0;
        for (var i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] > 0)
            {
                WriteNumber(written, (ulong)(_first + i - last));
                WriteNumber(written, (ulong)_counts[i]);
                last = _first + i;
            }
        }

        return [.. written];
    }

    /// <summary>Counts one value of a bucket.</summary>
    internal void AddBucket(int index) => Add(index, 1);

    /// <summary>The bucket of a value.</summary>
    internal static int IndexOf(long value) => value <= 0 ? 0 : 1 + (int)Math.Ceiling(Math.Log(value) / LogGrowth);

    /// <summary>What a value in a bucket is told as.</summary>
    internal static double ValueOf(int index) => index == 0 ? 0 : 2 * Math.Pow(Growth, index - 1) / (Growth + 1);

    private void Add(int index, long count)
    {
        if (_counts.Length == 0)
        {
            (_first, _counts) = (index, new long[1]);
        }
        else if (index < _first || index >= _first + _counts.Length)
        {
            Widen(index);
        }

        _counts[index - _first] += count;
        Count += count;
    }

    // Twice as wide each time, towards the new bucket, within the buckets there are.
    private void Widen(int index)
    {
        var length = Math.Max(SmallestWindow, _counts.Length * 2);
        var first = index < _first ? Math.Max(0, Math.Min(index, _first + _counts.Length - length)) : _first;
        var end = Math.Min(Buckets, Math.Max(Math.Max(index + 1, _first + _counts.Length), first + length));
        var counts = new long[end - first];
        _counts.CopyTo(counts, _first - first);
        (_first, _counts) = (first, counts);
    }

    private static void WriteNumber(List<byte> to, ulong number)
    {
        for (; number >= 0x80; number >>= 7)
        {
            to.Add((byte)(number | 0x80));
        }

        to.Add((byte)number);
    }

    private static ulong ReadNumber(ref ReadOnlySpan<byte> from)
    {
        var number = 0UL;
        for (var shift = 0; shift <= LastShift && from.Length > 0; shift += 7)
        {
            var next = from[0];
            from = from[1..];
            number |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return (next == 0 && shift > 0) || (next > 1 && shift == LastShift) ? throw new FormatException("A histogram has a number no one writes like that.") : number;
            }
        }

        throw new FormatException("A histogram ends in the middle of a number.");
    }
}
