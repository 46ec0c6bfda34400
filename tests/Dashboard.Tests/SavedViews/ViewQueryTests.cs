using Observability.Dashboard.Views;

namespace Observability.Dashboard.Tests.SavedViews;

public sealed class ViewQueryTests
{
    [Theory]
    [InlineData("?q=model%3Aa&order=oldest", "order=oldest&q=model:a&after=1_2&id=0198c0de-0000-7000-8000-000000000000&tab=cost&live=off")]
    [InlineData("q=user:a%20%20AND%20status:500", "q=user:a+status:500")]
    [InlineData("", "?view=all&tab=cost&q=")]
    public void Two_addresses_that_list_the_same_are_one_view(string one, string other) => Assert.Equal(ViewQuery.Of(one), ViewQuery.Of(other));

    [Fact]
    public void A_filter_that_can_no_longer_be_read_is_left_out_and_said_and_the_rest_is_applied()
    {
        var (url, leftOut) = ViewQuery.Applied(View("q=modle%3Agpt&order=oldest"));

        Assert.Equal("/requests?order=oldest&view=0198c0de-0000-7000-8000-000000000000", url.ToString());
        Assert.Equal(["The filter of this view, modle:gpt, can no longer be read and is left out: Unknown field 'modle' at column 1. Did you mean model?"], leftOut);
    }

    [Fact]
    public void A_column_that_is_gone_is_left_out_and_said()
    {
        var (url, leftOut) = ViewQuery.Applied(View("cols=time,mood,cost&order=oldest"));

        Assert.Equal("/requests?order=oldest&cols=time%2Ccost&view=0198c0de-0000-7000-8000-000000000000", url.ToString());
        Assert.Contains("mood", Assert.Single(leftOut), StringComparison.Ordinal);
    }

    [Fact]
    public void A_preview_shows_the_filter_as_it_is_typed_and_hides_no_hidden_characters()
    {
        Assert.Equal("a[U+202E]b · order=oldest", ViewQuery.Preview("order=oldest&q=a%E2%80%AEb"));
        Assert.Equal("everything, newest first", ViewQuery.Preview(""));
    }

    [Fact]
    public void Every_preset_can_be_read_and_lists_what_no_other_does()
    {
        var queries = ViewPreset.All().Select(p => p.Query).ToList();
        Assert.All(queries, q => Assert.Empty(ViewQuery.Applied(View(q)).LeftOut));
        Assert.Equal(queries.Count + 1, queries.Append("").Select(ViewQuery.Of).Distinct().Count());
    }

    private static ViewSummary View(string query) => new(new("0198c0de-0000-7000-8000-000000000000"), "a", query, false, false, false, true, Some.Noon, "anna@example.com");
}
