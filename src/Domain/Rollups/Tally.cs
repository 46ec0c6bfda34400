using System.Numerics;

namespace Observability.Domain.Rollups;

/// <summary>What can be told as percentiles. The numbers are the places of the histograms in a <see cref="Tally"/>.</summary>
public enum Distribution
{
    /// <summary>Whole latency the client saw, microseconds.</summary>
    Latency,

    /// <summary>Until the first generated content of a stream, microseconds.</summary>
    FirstToken,

    /// <summary>Thousandths of an output token per second.</summary>
    OutputRate,

    /// <summary>Time in our own code, microseconds.</summary>
    Overhead,

    /// <summary>The longest pause within an answer, microseconds.</summary>
    LongestGap,
}

/// <summary>The sums of some exchanges. Of those: not what asks no model for anything, and a relayed call once.</summary>
/// <remarks>Everything here adds: tallies of parts make the tally of the whole, in any order. A sum of what may be unknown is null when it is unknown for all.</remarks>
public sealed class Tally
{
    /// <summary>A pause within an answer of at least this long is a stall: 2 s, microseconds.</summary>
    public const long StallUs = 2_000_000;

    /// <summary>Where the sums of the distributions begin in <see cref="TallyColumns.Numbers"/>.</summary>
    internal const int FirstSum = 11;

    private const int TaskCost = 1;
    private const int EstimatedCost = 2;

    private readonly long[] _numbers = new long[TallyColumns.Numbers.Length];
    private readonly long?[] _tokens = new long?[TallyColumns.Tokens.Length];
    private readonly decimal?[] _money = new decimal?[TallyColumns.Money.Length];
    private readonly Histogram?[] _histograms = new Histogram?[TallyColumns.Histograms.Length];

    /// <summary>Exchanges, background tasks included.</summary>
    public long Exchanges => _numbers[0];

    /// <summary>Those that served a background task.</summary>
    public long Tasks => _numbers[1];

    /// <summary>Those that were ordinary requests.</summary>
    public long Requests => Exchanges - Tasks;

    /// <summary>Those that failed; a client that stopped an answer is no failure.</summary>
    public long Errors => _numbers[2];

    /// <summary>Those served from the response cache.</summary>
    public long CacheHits => _numbers[3];

    /// <summary>Those whose cost is known.</summary>
    public long Priced => _numbers[4];

    /// <summary>Those that should cost something and have no price.</summary>
    public long Unpriced => _numbers[5];

    /// <summary>Those whose tokens were counted here because the provider did not.</summary>
    public long Estimated => _numbers[6];

    /// <summary>Those with a pause of <see cref="StallUs"/> or more.</summary>
    public long Stalled => _numbers[7];

    /// <summary>Input tokens, cached ones included.</summary>
    public long? InputTokens => _tokens[0];

    /// <summary>Output tokens, reasoning included.</summary>
    public long? OutputTokens => _tokens[1];

    /// <summary>Input tokens read from the provider's cache.</summary>
    public long? CacheReadTokens => _tokens[2];

    /// <summary>Input tokens written to the provider's cache.</summary>
    public long? CacheWriteTokens => _tokens[3];

    /// <summary>Output tokens that were reasoning.</summary>
    public long? ReasoningTokens => _tokens[4];

    /// <summary>Input tokens that were audio.</summary>
    public long? AudioInputTokens => _tokens[5];

    /// <summary>Output tokens that were audio.</summary>
    public long? AudioOutputTokens => _tokens[6];

    /// <summary>Known cost, US dollars, background tasks included.</summary>
    public decimal? CostUsd => _money[0];

    /// <summary>Known cost of background tasks.</summary>
    public decimal? TaskCostUsd => _money[TaskCost];

    /// <summary>Estimated cost; never part of the known one.</summary>
    public decimal? EstimatedCostUsd => _money[EstimatedCost];

    /// <summary>Mean time an engine took to load the model, microseconds; null when none said.</summary>
    public double? MeanLoadUs => Mean(16, 8);

    /// <summary>Mean time an engine took to evaluate the prompt.</summary>
    public double? MeanPrefillUs => Mean(17, 9);

    /// <summary>Mean time an engine took to generate.</summary>
    public double? MeanDecodeUs => Mean(18, 10);

    /// <summary>Start of the first of them; null when there is none.</summary>
    public DateTimeOffset? FirstAt { get; private set; }

    /// <summary>Start of the last of them; null when there is none.</summary>
    public DateTimeOffset? LastAt { get; private set; }

    /// <summary>Mean of a distribution, in its unit; null when no exchange has a value. Exact.</summary>
    public double? Mean(Distribution of) =>
        ValuesOf(of) is { Count: > 0 } histogram ? (double)_numbers[FirstSum + (int)of] / histogram.Count : null;

    /// <summary>Percentile of a distribution within <see cref="Histogram.RelativeError"/>, in its unit; null when no exchange has a value, or when it was not asked for.</summary>
    public double? Percentile(Distribution of, double share) => ValuesOf(of)?.Percentile(share);

    /// <summary>The values of a distribution; null when there are none or they were not asked for.</summary>
    public Histogram? ValuesOf(Distribution of) => _histograms[(int)of];

    /// <summary>Counts what <paramref name="other"/> counted.</summary>
    public void Add(Tally other)
    {
        Sum(other._numbers, _numbers);
        Sum(other._tokens, _tokens);
        Sum(other._money, _money);
        Seen(other.FirstAt, other.LastAt);
        for (var i = 0; i < _histograms.Length; i++)
        {
            if (other._histograms[i] is { } histogram)
            {
                (_histograms[i] ??= new()).Add(histogram);
            }
        }
    }

    /// <summary>Adds to a number; <paramref name="index"/> as in <see cref="TallyColumns"/>, like those below.</summary>
    /// <exception cref="OverflowException">The sum is more than a number can hold; like those below.</exception>
    internal void AddNumber(int index, long number) => _numbers[index] = checked(_numbers[index] + number);

    internal void AddTokens(int index, long? tokens) => _tokens[index] = Plus(_tokens[index], tokens);

    internal void AddMoney(int index, decimal? money) => _money[index] = Plus(_money[index], money);

    internal void AddValue(int index, long value) => (_histograms[index] ??= new()).Add(value);

    internal void AddBucket(int index, int bucket) => (_histograms[index] ??= new()).AddBucket(bucket);

    internal void AddHistogram(int index, ReadOnlySpan<byte> encoded)
    {
        if (encoded.Length > 0)
        {
            (_histograms[index] ??= new()).Add(encoded);
        }
    }

    internal void Seen(DateTimeOffset? first, DateTimeOffset? last)
    {
        FirstAt = FirstAt is null || first < FirstAt ? first ?? FirstAt : FirstAt;
        LastAt = LastAt is null || last > LastAt ? last ?? LastAt : LastAt;
    }

    internal long Number(int index) => _numbers[index];

    internal long? TokensAt(int index) => _tokens[index];

    internal decimal? MoneyAt(int index) => _money[index];

    internal byte[] Encoded(int index) => _histograms[index]?.Encode() ?? [];

    private double? Mean(int sum, int count) => _numbers[count] == 0 ? null : (double)_numbers[sum] / _numbers[count];

    private static void Sum(long[] from, long[] to)
    {
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = checked(to[i] + from[i]);
        }
    }

    private static void Sum<T>(T?[] from, T?[] to)
        where T : struct, INumber<T>
    {
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = Plus(to[i], from[i]);
        }
    }

    private static T? Plus<T>(T? a, T? b)
        where T : struct, INumber<T> => a is { } known && b is { } more ? checked(known + more) : a ?? b;
}
