using FsCheck;
using FsCheck.Fluent;
using Observability.Domain.Rollups;
using Observability.Testing;

namespace Observability.Domain.Tests.Rollups;

[Trait("Fault", "F-50")]
public sealed class HistogramTests
{
    private static readonly double[] Shares = [0, 0.001, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1];

    // Small numbers, where buckets are narrower than one, as often as large ones.
    private static readonly Gen<long> Value = Gen.OneOf(
        Gen.Choose(0, 20).Select(v => (long)v),
        Gen.Choose(0, int.MaxValue).Select(v => (long)v),
        Gen.Choose(0, int.MaxValue).Select(v => long.MaxValue - v),
        Gen.Choose(0, 62).Select(bits => 1L << bits));

    private static readonly Gen<long[]> Values = Gen.Choose(0, 200).SelectMany(n => Value.ArrayOf(n));

    [Fact]
    public void Any_percentile_of_any_values_is_within_one_per_cent() => Holds(Values, Near);

    [Fact]
    public void Percentiles_of_latencies_are_within_one_per_cent()
    {
        var random = new Random(5);
        Near([.. Enumerable.Range(0, 100_000).Select(_ => (long)Math.Exp(13 + (1.5 * Normal(random))))]);
    }

    [Fact]
    public void Percentiles_of_the_tokens_of_the_Azure_trace_are_within_one_per_cent()
    {
        var trace = AzureTrace.Load();
        Assert.SkipWhen(trace is null, SharedCorpora.Absent);
        Near([.. trace.Select(t => t.InputTokens)]);
        Near([.. trace.Select(t => t.OutputTokens)]);
    }

    [Fact]
    public void Parts_merge_to_the_whole_in_any_order_and_grouping() => Holds(
        Gen.Choose(1, 6).SelectMany(n => Values.ArrayOf(n)).SelectMany(parts => Gen.Shuffle(parts).Select(shuffled => (parts, shuffled))),
        sample =>
        {
            var whole = Of(sample.parts.SelectMany(p => p)).Encode();
            Assert.Equal(whole, Merged(sample.parts.Select(Of)).Encode());
            Assert.Equal(whole, Merged(sample.shuffled.Select(Of).Reverse()).Encode());

            // From the right: a + (b + (c + …)).
            Assert.Equal(whole, sample.shuffled.Select(Of).Aggregate((a, b) => Merged([b, a])).Encode());
        });

    [Fact]
    public void What_is_written_is_read_back() => Holds(Values, values =>
    {
        var (read, was) = (new Histogram(), Of(values));
        read.Add(was.Encode());
        Assert.Equal(was.Count, read.Count);
        Assert.Equal(was.Encode(), read.Encode());
        Assert.All(Shares, s => Assert.Equal(was.Percentile(s), read.Percentile(s)));
        Assert.True(was.Encode().Length <= values.Length * 4, "A histogram is longer than its values.");
    });

    [Fact]
    public void Bytes_of_strangers_are_a_histogram_or_a_FormatException() => Holds(
        Gen.Choose(0, 24).SelectMany(n => Gen.OneOf(Gen.Choose(0, 255), Gen.Elements(0, 1, 127, 128, 255)).Select(b => (byte)b).ArrayOf(n)),
        bytes =>
        {
            var histogram = new Histogram();
            try
            {
                histogram.Add(bytes);
            }
            catch (FormatException)
            {
                return;
            }

            Assert.Equal(bytes, histogram.Encode());
            Assert.InRange(histogram.Count, 0, long.MaxValue);
            Assert.Equal(bytes.Length == 0, histogram.Percentile(0.5) is null);
        },
        20_000);

    [Theory]
    [InlineData("a bucket that is not there", "D91101")]
    [InlineData("a bucket far behind the last", "0101FFFFFFFFFFFFFFFFFF0101")]
    [InlineData("nothing in a bucket", "0100")]
    [InlineData("half a number", "0180")]
    [InlineData("no count", "01")]
    [InlineData("more than can be counted", "01FFFFFFFFFFFFFFFF7F01FFFFFFFFFFFFFFFF7F")]
    [InlineData("a count below zero", "01FFFFFFFFFFFFFFFFFF01")]
    [InlineData("more than 64 bits", "01FFFFFFFFFFFFFFFFFF7F")]
    [InlineData("a bucket twice", "01010001")]
    [InlineData("a number with a nought in front", "018100")]
    public void Bytes_that_are_no_histogram_are_refused(string what, string bytes)
    {
        var histogram = new Histogram();
        Assert.Throws<FormatException>(() => histogram.Add(Convert.FromHexString(bytes)));
        Assert.NotNull(what);
    }

    [Theory]
    [InlineData(long.MinValue, 0)]
    [InlineData(-1, 0)]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(long.MaxValue, long.MaxValue)]
    public void The_least_and_the_greatest_values_are_counted(long value, long told)
    {
        var histogram = Of([value]);
        Assert.Equal(1, histogram.Count);
        Assert.InRange(histogram.Percentile(0.5)!.Value, told * 0.99, told * 1.01);
        Assert.InRange(Histogram.IndexOf(value), 0, Histogram.Buckets - 1);
    }

    [Fact]
    public void Nothing_counted_has_no_percentile_and_no_bytes()
    {
        Assert.Null(new Histogram().Percentile(0.5));
        Assert.Empty(new Histogram().Encode());
    }

    [Fact]
    public void Every_value_is_in_one_band() => Holds(Values, values =>
        Assert.Equal(values.Length, Of(values).CountBetween([0, 1, 10, 1e6, 1e12]).Sum()));

    private static void Near(long[] values)
    {
        var histogram = Of(values);
        var sorted = values.Order().ToArray();
        Assert.Equal(values.Length, histogram.Count);
        foreach (var share in Shares.Where(_ => values.Length > 0))
        {
            var exact = (double)sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
            Assert.InRange(histogram.Percentile(share)!.Value, exact * 0.99, exact * 1.01);
        }
    }

    private static Histogram Of(IEnumerable<long> values)
    {
        var histogram = new Histogram();
        foreach (var value in values)
        {
            histogram.Add(value);
        }

        return histogram;
    }

    private static Histogram Merged(IEnumerable<Histogram> parts)
    {
        var whole = new Histogram();
        foreach (var part in parts)
        {
            whole.Add(part);
        }

        return whole;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static void Holds<T>(Gen<T> of, Action<T> holds, int times = 1_000) =>
        Prop.ForAll(of.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(times));
}
