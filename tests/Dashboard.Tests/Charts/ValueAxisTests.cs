using FsCheck;
using FsCheck.Fluent;
using Observability.Dashboard.Ui.Charts;

namespace Observability.Dashboard.Tests.Charts;

public sealed class ValueAxisTests
{
    [Theory]
    [InlineData(173, ValueFormat.Count, "0|50|100|150|200")]
    [InlineData(3, ValueFormat.Count, "0|1|2|3")]
    [InlineData(1, ValueFormat.Count, "0|1")]
    [InlineData(4_120, ValueFormat.Tokens, "0|1k|2k|3k|4k|5k")]
    [InlineData(205_000, ValueFormat.Tokens, "0|50k|100k|150k|200k|250k")]
    [InlineData(3_400_000, ValueFormat.Tokens, "0|1M|2M|3M|4M")]
    [InlineData(8.2, ValueFormat.Money, "$0|$2|$4|$6|$8|$10")]
    [InlineData(12.3, ValueFormat.Money, "$0|$2.50|$5.00|$7.50|$10.00|$12.50")]
    [InlineData(0.0042, ValueFormat.Money, "$0|$0.001|$0.002|$0.003|$0.004|$0.005")]
    [InlineData(2_300, ValueFormat.Money, "$0|$500|$1.0k|$1.5k|$2.0k|$2.5k")]
    [InlineData(430, ValueFormat.Duration, "0|100 ms|200 ms|300 ms|400 ms|500 ms")]
    [InlineData(4_700, ValueFormat.Duration, "0|1 s|2 s|3 s|4 s|5 s")]
    [InlineData(250_000, ValueFormat.Duration, "0|1:00|2:00|3:00|4:00|5:00")]
    [InlineData(0.043, ValueFormat.Percent, "0%|1%|2%|3%|4%|5%")]
    [InlineData(1, ValueFormat.Percent, "0%|20%|40%|60%|80%|100%")]
    [InlineData(73.4, ValueFormat.Rate, "0|20|40|60|80")]
    public void Ticks_are_round_and_begin_at_zero(double highest, ValueFormat format, string ticks) =>
        Assert.Equal(ticks, string.Join('|', ValueAxis.For(highest, format).Ticks.Select(t => t.Text)));

    [Fact]
    public void Every_axis_has_room_for_its_highest_value_and_wastes_less_than_half() =>
        Prop.ForAll(
            (from exponent in Gen.Choose(-60, 90) from digits in Gen.Choose(100, 999) from format in Gen.Elements(Enum.GetValues<ValueFormat>()) select (Highest: digits * Math.Pow(10, exponent / 10.0), format)).ToArbitrary(),
            sample =>
            {
                var axis = ValueAxis.For(sample.Highest, sample.format);
                Assert.True(axis.Max >= sample.Highest * (1 - 1e-9));
                Assert.True(axis.Max <= Math.Max(1, sample.Highest * 2.05) || sample.format == ValueFormat.Duration);
                Assert.InRange(axis.Ticks.Count, 2, 7);
                Assert.Equal(axis.Ticks.Count, axis.Ticks.Select(t => t.Text).Distinct().Count());
                Assert.Equal(0, axis.Ticks[0].Value);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Nothing_but_zeros_still_has_an_axis() => Assert.Equal(1, ValueAxis.For(0, ValueFormat.Money).Max);

    [Fact]
    public void The_ladder_goes_down_and_each_rung_is_an_axis_of_its_own()
    {
        var ladder = ValueAxis.For(173, ValueFormat.Count).Ladder().ToList();

        Assert.Equal(200, ladder[0].Max);
        Assert.Equal(ladder.OrderByDescending(a => a.Max).Select(a => a.Max).Distinct(), ladder.Select(a => a.Max));
        Assert.Equal(1, ladder[^1].Max);
    }

    [Theory]
    [InlineData(ValueFormat.Count, 12345, "12,345")]
    [InlineData(ValueFormat.Money, 0.00042, "$0.00042")]
    [InlineData(ValueFormat.Duration, 1240, "1.24 s")]
    [InlineData(ValueFormat.Percent, 0.0412, "4.1%")]
    [InlineData(ValueFormat.Percent, 0.0004, "0.04%")]
    [InlineData(ValueFormat.Rate, 41.26, "41.3 tok/s")]
    public void A_tooltip_says_the_whole_number(ValueFormat format, double value, string text) => Assert.Equal(text, ValueText.Whole(format, value));

    [Theory]
    [InlineData(3, "3")]
    [InlineData(1_234, "1.2k")]
    [InlineData(999_600, "1M")]
    [InlineData(3_449_000, "3.4M")]
    [InlineData(71_000_000_000, "71B")]
    public void A_legend_says_large_numbers_in_few_letters(double value, string text) => Assert.Equal(text, ValueText.Compact(value));
}
