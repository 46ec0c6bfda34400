using System.Globalization;
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
                pages.Add(new RequestsUrl(new(from, from?.AddDays(1), ExchangeOrder.Newest), cursor, null, DetailTab.Conversation, TextLook.Markdown));
                pages.Add(new RequestsUrl(new(from, null, ExchangeOrder.Newest) { ModelLists = true }, cursor, null, DetailTab.Conversation, TextLook.Markdown));
                foreach (var tab in Enum.GetValues<DetailTab>())
                {
                    pages.Add(new RequestsUrl(new(null, from, ExchangeOrder.Newest), cursor, Guid.CreateVersion7(), tab, cursor is null ? TextLook.Plain : TextLook.Markdown));
                }
            }
        }

        return pages;
    }

    [Theory]
    [InlineData(ExchangeOrder.Oldest, null, false)]
    [InlineData(ExchangeOrder.Dearest, "0.000000000000000001", false)]
    [InlineData(ExchangeOrder.Dearest, "12.50", true)]
    [InlineData(ExchangeOrder.Slowest, "9223372036854775807", true)]
    [InlineData(ExchangeOrder.MostTokens, "0", false)]
    public void A_place_in_any_order_survives_its_own_address(ExchangeOrder order, string? value, bool cut)
    {
        var cursor = new ExchangeCursor(Sample.Noon.AddMicroseconds(7), Guid.CreateVersion7())
        {
            Order = order,
            Value = value is null ? null : decimal.Parse(value, CultureInfo.InvariantCulture),
            Since = cut ? Sample.Noon.AddDays(-3) : null,
        };
        var page = RequestsUrl.Home with { Filter = RequestsUrl.Home.Filter with { Order = order }, Cursor = cursor };

        Assert.Equal((page, null), RequestsUrl.Parse(new Uri("http://x" + page).Query));
    }

    [Fact]
    public void A_place_in_another_order_is_left_out_and_said()
    {
        var place = new ExchangeCursor(Sample.Noon, Guid.CreateVersion7()) { Order = ExchangeOrder.Slowest, Value = 7 };

        var (url, problem) = RequestsUrl.Parse($"?order=cost&after={place}");

        Assert.Equal(RequestsUrl.Home with { Filter = RequestsUrl.Home.Filter with { Order = ExchangeOrder.Dearest } }, url);
        Assert.Contains("another order", problem);
    }

    [Theory]
    [InlineData("latency_0.5_0_019aaba2bb007046a4f537a52ed509e5")]
    [InlineData("latency_9223372036854775808_0_019aaba2bb007046a4f537a52ed509e5")]
    [InlineData("tokens_0_019aaba2bb007046a4f537a52ed509e5")]
    [InlineData("newest_0_019aaba2bb007046a4f537a52ed509e5")]
    [InlineData("oldest_1_0_019aaba2bb007046a4f537a52ed509e5")]
    [InlineData("cost_1_x_0_019aaba2bb007046a4f537a52ed509e5")]
    [InlineData("cost_1_0_0_0_019aaba2bb007046a4f537a52ed509e5")]
    public void What_is_no_place_is_read_as_none(string text) => Assert.Null(ExchangeCursor.Parse(text));

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
