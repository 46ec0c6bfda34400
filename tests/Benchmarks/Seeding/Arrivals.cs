using System.Globalization;
using Observability.Testing;

namespace Observability.Benchmarks.Seeding;

/// <summary>When requests come: more by day than by night, more on working days, more from month to month, and within the hour in bursts.</summary>
/// <param name="trace">Places within an hour, from 0 to below 1, that arrivals are drawn from; empty = gaps between them are log-normal.</param>
internal sealed class Arrivals(IEnumerable<double> trace)
{
    private const double GapSigma = 1.4;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly double[] _trace = [.. trace];

    /// <summary>Those of the Azure LLM inference trace 2023 (28,185 requests of an hour of production) where it lies beside the repository.</summary>
    public static Arrivals Load() => new(SharedCorpora.Find("traces") is { } folder
        ? Directory.EnumerateFiles(folder, "AzureLLMInferenceTrace_*.csv").Order(StringComparer.Ordinal).SelectMany(PlacesIn)
        : []);

    /// <summary>Whether they follow a recorded hour.</summary>
    public bool FollowTrace => _trace.Length > 0;

    /// <summary>So many moments, in order.</summary>
    public IEnumerable<DateTimeOffset> Between(DateTimeOffset from, DateTimeOffset until, long count, Dice dice)
    {
        var slot = until - from < Hour ? until - from : Hour;
        var slots = (int)((until - from) / slot);
        var whole = Enumerable.Range(0, slots).Sum(s => Weight(from + (s * slot), s, slots));
        var (sum, done) = (0d, 0L);
        for (var s = 0; s < slots; s++)
        {
            sum += Weight(from + (s * slot), s, slots);

            // Of what is due by the end of the slot: the last slot makes the count whole.
            var due = s == slots - 1 ? count : (long)(count * (sum / whole));
            foreach (var place in Places((int)(due - done), dice))
            {
                yield return from + (s * slot) + (place * slot);
            }

            done = due;
        }
    }

    // Busiest at three in the afternoon, UTC; a fifth of it at night; a third on weekends; a year ago half of today.
    private static double Weight(DateTimeOffset at, int slot, int slots)
    {
        var fromNoon = (at.Hour + (at.Minute / 60d) - 15) / 4.5;
        var day = 0.2 + Math.Exp(-fromNoon * fromNoon);
        var week = at.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 0.35 : 1;
        return day * week * (0.5 + (0.5 * slot / slots));
    }

    private double[] Places(int count, Dice dice)
    {
        var places = FollowTrace ? Traced(count, dice) : Drawn(count, dice);
        Array.Sort(places);
        return places;
    }

    // The recorded hour, thinned out or repeated; a repeated arrival is moved by up to a second, so that no two fall together.
    private double[] Traced(int count, Dice dice)
    {
        var places = new double[count];
        for (var i = 0; i < count; i++)
        {
            places[i] = Math.Min(dice.OneOf(_trace) + (dice.Share() / 3600), 0.999_999);
        }

        return places;
    }

    private static double[] Drawn(int count, Dice dice)
    {
        var places = new double[count];
        var sum = 0d;
        for (var i = 0; i < count; i++)
        {
            sum += dice.LogNormal(1, GapSigma);
            places[i] = sum;
        }

        var whole = sum + dice.LogNormal(1, GapSigma);
        for (var i = 0; i < count; i++)
        {
            places[i] /= whole;
        }

        return places;
    }

    // TIMESTAMP,ContextTokens,GeneratedTokens
    // 2023-11-16 18:15:46.6805900,374,44
    private static IEnumerable<double> PlacesIn(string file)
    {
        var moments = File.ReadLines(file).Skip(1).Where(l => l.Length > 0)
            .Select(l => DateTime.Parse(l.AsSpan(0, l.IndexOf(',', StringComparison.Ordinal)), CultureInfo.InvariantCulture)).ToList();
        var (first, length) = (moments.Min(), moments.Max() - moments.Min() + TimeSpan.FromMilliseconds(1));
        return moments.Select(m => (m - first) / length);
    }
}
