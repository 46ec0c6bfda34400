using Observability.Dashboard.Views;

namespace Observability.Dashboard.Tests.SavedViews;

public sealed class ViewQueryTests
{
    [Theory]
    [InlineData("?q=model%3Aa&order=oldest", "order=oldest&q=model:a&after=1_2&id=7&text=plain")]
    [InlineData("q=user:a%20%20AND%20status:500", "q=user:a+status:500")]
    [InlineData("", "?view=all&tab=cost&q=")]
    public void Two_addresses_that_list_the_same_are_one_view(string one, string other) => Assert.Equal(ViewQuery.Of(one), ViewQuery.Of(other));

    [Fact]
    public void A_filter_that_can_no_longer_be_read_is_left_out_and_said_and_the_rest_is_applied()
    {
        var (query, leftOut) = ViewQuery.Applied("q=modle%3Agpt&order=oldest", null);

        Assert.Equal("order=oldest", query);
        Assert.Equal(["The filter of this view, modle:gpt, can no longer be read and is left out: Unknown field 'modle' at column 1. Did you mean model?"], leftOut);
    }

    [Fact]
    public void A_column_that_is_gone_is_left_out_and_said()
    {
        var (query, leftOut) = ViewQuery.Applied("columns=time%2Cmood%2Ccost&order=oldest&colour=red", ["time", "cost"]);

        Assert.Equal("order=oldest&columns=time%2Ccost", query);
        Assert.Equal(["The column “mood” of this view no longer exists and is left out.", "What this view says of “colour” is not known any more and is left out."], leftOut);
    }

    [Fact]
    public void A_preview_shows_the_filter_as_it_is_typed_and_hides_no_hidden_characters() =>
        Assert.Equal("a[U+202E]b · order=oldest", ViewQuery.Preview("order=oldest&q=a%E2%80%AEb"));

    [Fact]
    public void Every_preset_can_be_read_and_lists_what_no_other_does()
    {
        var presets = ViewPreset.All();
        Assert.All(presets, p => Assert.Empty(ViewQuery.Applied(p.Query, null).LeftOut));
        Assert.Equal(presets.Count, presets.Select(p => p.Query).Append("").Distinct().Count() - 1);
        Assert.Equal(presets.Count, presets.Select(p => p.Id).Append(ViewPreset.Everything).Distinct().Count() - 1);
    }
}
