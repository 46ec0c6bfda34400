using Observability.Dashboard.Exchanges;

namespace Observability.Dashboard.Tests.Views;

public sealed class RequestsUrlTests
{
    public static TheoryData<RequestsUrl> Pages()
    {
        DateTimeOffset?[] moments = [null, Sample.Noon, Sample.Noon.AddTicks(1), DateTimeOffset.UnixEpoch];
        ExchangeCursor?[] cursors = [null, new(Sample.Noon.AddMicroseconds(7), Guid.CreateVersion7())];
        var pages = new TheoryData<RequestsUrl>();
        foreach (var cursor in cursors)
        {
            foreach (var from in moments)
            {
                pages.Add(new RequestsUrl(new(from, from?.AddDays(1), cursor is null), cursor, null, DetailTab.Conversation, TextLook.Markdown));
                pages.Add(new RequestsUrl(new(from, null, false) { ModelLists = true }, cursor, null, DetailTab.Conversation, TextLook.Markdown));
                foreach (var tab in Enum.GetValues<DetailTab>())
                {
                    pages.Add(new RequestsUrl(new(null, from, cursor is not null), cursor, Guid.CreateVersion7(), tab, cursor is null ? TextLook.Plain : TextLook.Markdown));
                }
            }
        }

        return pages;
    }

    [Theory, MemberData(nameof(Pages), DisableDiscoveryEnumeration = true)]
    public void Every_state_of_the_page_survives_its_own_address(RequestsUrl page) =>
        Assert.Equal((page, null), RequestsUrl.Parse(new Uri("http://x" + page).Query));

    [Theory]
    [InlineData("?from=yesterday", "'from' is 'yesterday'")]
    [InlineData("?order=random", "'order' is 'random'")]
    [InlineData("?after=nowhere", "'after'")]
    [InlineData("?id=7", "'7' is not the id")]
    public void What_cannot_be_read_is_left_out_and_said(string query, string said)
    {
        var (url, problem) = RequestsUrl.Parse(query);

        Assert.Equal(RequestsUrl.Home, url);
        Assert.Contains(said, problem);
    }

    [Fact]
    public void Lists_of_models_are_shown_only_where_the_address_says_so()
    {
        Assert.False(RequestsUrl.Home.Filter.ModelLists);
        Assert.Equal("/requests?models=shown", (RequestsUrl.Home with { Filter = ExchangeFilter.All }).ToString());
        Assert.False(RequestsUrl.Parse("?models=1").Url.Filter.ModelLists);
    }

    [Fact]
    public void The_page_as_it_opens_has_a_bare_address() => Assert.Equal("/requests", RequestsUrl.Home.ToString());
}
