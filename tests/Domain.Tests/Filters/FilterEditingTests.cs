using FsCheck.Fluent;
using Observability.Domain.Filters;

namespace Observability.Domain.Tests.Filters;

/// <summary>What pills, facets and the signs on values make of a filter.</summary>
public sealed class FilterEditingTests
{
    private static readonly FilterField Tool = FilterFields.Find("tool")!;
    private static readonly FilterField Latency = FilterFields.Find("latency")!;

    [Theory]
    [InlineData("", "")]
    [InlineData("model:a", "model:a")]
    [InlineData("model:a OR user:b", "model:a OR user:b")]
    [InlineData("model:a (user:b OR key:c) -(d e) \"f g\"", "model:a|user:b OR key:c|-(d e)|\"f g\"")]
    public void The_parts_of_a_filter_are_what_all_must_hold(string text, string parts) =>
        Assert.Equal(parts.Length == 0 ? [] : parts.Split('|'), Of(text).Parts.Select(p => p.ToString()));

    [Fact]
    public void Parts_together_are_the_filter_whatever_is_in_it()
    {
        foreach (var tree in Some.Tree(FilterFields.All, Some.HostileWord, 2).Sample(30, 400))
        {
            var filter = new Filter(tree);
            Assert.Equal(filter, Filter.OfParts(filter.Parts));
            Assert.Equal(filter, filter.Opposite().Opposite());
            Assert.Equal(Filter.None, filter.Without(filter));
            foreach (var part in filter.Parts)
            {
                var (read, error) = Filter.Parse(part.ToString());
                Assert.True(error is not null || part.Equals(read));
                Assert.DoesNotContain(part, filter.Without(part).Parts);
            }
        }
    }

    [Theory]
    [InlineData("model:a user:b", "user:b", "model:a")]
    [InlineData("model:a user:b key:c", "key:c model:a", "user:b")]
    [InlineData("model:a", "model:b", "model:a")]
    [InlineData("model:(a OR b) c", "model:a", "model:(a OR b) c")]
    public void A_part_can_be_taken_away(string text, string part, string left) => Assert.Equal(left, Of(text).Without(Of(part)).ToString());

    [Fact]
    public void Either_of_two_filters_may_hold_and_what_keeps_everything_has_no_opposite()
    {
        Assert.Equal("model:a c OR user:b", Of("model:a c").Or(Of("user:b")).ToString());
        Assert.Equal(Filter.None, Of("a").Or(Filter.None));
        Assert.Throws<InvalidOperationException>(Filter.None.Opposite);
    }

    [Theory]
    [InlineData("model:a", "a", "Asked")]
    [InlineData("model:A", "a", "Asked")]
    [InlineData("model:\"A\"", "a", "Neither")]
    [InlineData("model:(b OR a) user:x", "a", "Asked")]
    [InlineData("-model:a", "a", "Excluded")]
    [InlineData("-model:(a OR b)", "b", "Excluded")]
    [InlineData("model:a*", "a", "Neither")]
    [InlineData("model:a OR user:b", "a", "Neither")]
    [InlineData("model:none", null, "Asked")]
    [InlineData("-model:none", null, "Excluded")]
    [InlineData("model:any", "a", "Neither")]
    public void A_filter_says_of_a_value_whether_it_is_asked_for_or_left_out(string text, string? value, string choice) =>
        Assert.Equal(choice, new FieldValue(FilterFields.Model, null, value).ChoiceIn(Of(text)).ToString());

    [Fact]
    public void Values_of_every_kind_are_known_again()
    {
        Assert.Equal(FilterChoice.Asked, new FieldValue(FilterFields.Status, null, "429").ChoiceIn(Of("status:(429 OR 5xx)")));
        Assert.Equal(FilterChoice.Neither, new FieldValue(FilterFields.Status, null, "503").ChoiceIn(Of("status:(429 OR 5xx)")));
        Assert.Equal(FilterChoice.Asked, new FieldValue(FilterFields.Task, null, "title_generation").ChoiceIn(Of("task:title")));
        Assert.Equal(FilterChoice.Asked, new FieldValue(FilterFields.Find("stream")!, null, "true").ChoiceIn(Of("stream:yes")));
        Assert.Equal(FilterChoice.Excluded, new FieldValue(FilterFields.UserId, null, "anna").ChoiceIn(Of("-user:anna")));
        Assert.Equal(FilterChoice.Asked, new FieldValue(FilterFields.UserId, null, "u1") { Title = "Anna" }.ChoiceIn(Of("user:anna")));
        Assert.Equal(FilterChoice.Neither, new FieldValue(FilterFields.UserId, null, "u1") { Title = "Anna" }.ChoiceIn(Of("user_id:Anna")));
        Assert.Equal(FilterChoice.Asked, new FieldValue(FilterFields.Property, "region", "eu").ChoiceIn(Of("prop.region:eu")));
        Assert.Equal(FilterChoice.Neither, new FieldValue(FilterFields.Property, "city", "eu").ChoiceIn(Of("prop.region:eu")));
    }

    [Theory]
    [InlineData("", "model:\"x\"")]
    [InlineData("model:a user:b", "user:b model:\"x\"")]
    [InlineData("-model:x -model:y", "model:\"x\"")]
    [InlineData("model:a OR user:b", "(model:a OR user:b) model:\"x\"")]
    public void Only_this_value_takes_the_place_of_what_was_asked_of_its_field(string text, string only) =>
        Assert.Equal(only, new FieldValue(FilterFields.Model, null, "x").OnlyIn(Of(text))?.ToString());

    [Fact]
    public void A_field_with_several_values_in_a_row_can_have_them_all() =>
        Assert.Equal("tool:a tool:\"x\"", new FieldValue(Tool, null, "x").OnlyIn(Of("tool:a -tool:x"))?.ToString());

    [Theory]
    [InlineData("", "-model:\"x\"")]
    [InlineData("model:(a OR x) b", "model:a b -model:\"x\"")]
    [InlineData("model:x", "-model:\"x\"")]
    [InlineData("-model:x", "-model:\"x\"")]
    public void A_value_left_out_is_no_longer_asked_for(string text, string without) =>
        Assert.Equal(without, new FieldValue(FilterFields.Model, null, "x").ExcludedFrom(Of(text))?.ToString());

    [Theory]
    [InlineData("", "model:\"x\"")]
    [InlineData("model:a b", "model:(a OR \"x\") b")]
    [InlineData("model:(a OR b)", "model:(a OR b OR \"x\")")]
    [InlineData("model:a*", "model:(a* OR \"x\")")]
    [InlineData("model:(a OR x)", "model:a")]
    [InlineData("model:x b", "b")]
    [InlineData("-model:x b", "b")]
    [InlineData("-model:(x OR a)", "-model:a")]
    [InlineData("-model:a", "-model:a model:\"x\"")]
    public void A_box_ticked_asks_for_one_value_more_and_ticked_again_for_one_less(string text, string ticked) =>
        Assert.Equal(ticked, new FieldValue(FilterFields.Model, null, "x").ToggledIn(Of(text))?.ToString());

    [Fact]
    public void A_row_without_a_value_can_be_asked_for_too()
    {
        Assert.Equal("model:none", new FieldValue(FilterFields.Model, null, null).OnlyIn(Filter.None)?.ToString());
        Assert.Equal("-prop.region:none", new FieldValue(FilterFields.Property, "region", null).ExcludedFrom(Filter.None)?.ToString());
        Assert.Null(new FieldValue(FilterFields.Has, null, null).Alone);
    }

    [Fact]
    public void What_cannot_be_written_is_not_offered()
    {
        Assert.Null(new FieldValue(FilterFields.Model, null, new string('x', 1_000_000)).OnlyIn(Filter.None));
        Assert.Null(new FieldValue(FilterFields.Model, null, new string('x', 3_000)).OnlyIn(Of(new string('y', 1_500))));
        Assert.Null(new FieldValue(FilterFields.Status, null, "teapot").Alone);
        Assert.Null(new FieldValue(FilterFields.Outcome, null, "of the next version").ToggledIn(Filter.None));
    }

    [Fact]
    public void Whatever_a_value_holds_the_filter_made_of_it_reads_back()
    {
        foreach (var text in Some.HostileWord.Sample(30, 500))
        {
            var value = new FieldValue(FilterFields.Model, null, text);
            foreach (var made in new[] { value.OnlyIn(Filter.None)!, value.ExcludedFrom(Filter.None)!, value.ToggledIn(Of("model:a"))! })
            {
                Assert.Equal((made, null), Filter.Parse(made.ToString()));
                Assert.NotEqual(FilterChoice.Neither, value.ChoiceIn(made));
            }
        }
    }

    [Theory]
    [InlineData("model:(a OR b) -model:c user:x", "a b c", "")]
    [InlineData("model:(shown OR b)", "b", "")]
    [InlineData("model:gpt* model:none", "-", "model:gpt*")]
    [InlineData("model:(gpt* OR b)", "b", "model:(gpt* OR b)")]
    [InlineData("-(model:a model:b) (model:a OR user:b)", "", "-(model:a model:b)")]
    public void What_a_filter_names_of_a_field_is_told_and_what_single_values_do_not_say_besides(string text, string named, string besides)
    {
        var shown = new[] { new FieldValue(FilterFields.Model, null, "shown") };
        Assert.Equal(named, string.Join(' ', FieldValue.NamedIn(Of(text), FilterFields.Model, null, shown).Select(v => v.Value ?? "-")));
        Assert.Equal(besides, string.Join('|', FieldValue.BesidesIn(Of(text), FilterFields.Model, null)));
    }

    [Theory]
    [InlineData("", null, null)]
    [InlineData("latency:1s..5s", "1s", "5s")]
    [InlineData("latency:>=1s latency:<5m model:a", "1s", "5m")]
    [InlineData("latency:2s", "2s", "2s")]
    [InlineData("-latency:2s", null, null)]
    public void From_and_to_are_read_from_a_filter(string text, string? from, string? to) =>
        Assert.Equal(new(Latency, from, to), FieldRange.In(Of(text), Latency));

    [Theory]
    [InlineData("1s", "5s", "model:a latency:1s..5s")]
    [InlineData(" 1s ", "", "model:a latency:>=1s")]
    [InlineData(null, "5s", "model:a latency:<=5s")]
    [InlineData("", " ", "model:a")]
    public void From_and_to_take_the_place_of_what_was_asked_of_the_number(string? from, string? to, string made) =>
        Assert.Equal(made, new FieldRange(Latency, from, to).AppliedTo(Of("latency:>3s model:a")).Filter?.ToString());

    [Theory]
    [InlineData("5", "", "latency takes")]
    [InlineData("1s model:x", "", "latency takes")]
    [InlineData("\" OR a", "5s", "latency takes")]
    [InlineData("5s", "1s", "ends before it begins")]
    [InlineData("1s..2s", "3s", "latency takes")]
    public void An_end_that_is_no_number_is_refused(string from, string to, string why)
    {
        var (filter, error) = new FieldRange(Latency, from, to).AppliedTo(Filter.None);
        Assert.Null(filter);
        Assert.Contains(why, error!.Message, StringComparison.Ordinal);
    }

    private static Filter Of(string text) => Filter.Parse(text).Filter!;
}
