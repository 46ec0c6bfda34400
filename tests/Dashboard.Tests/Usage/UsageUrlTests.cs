using Observability.Dashboard.Ui;
using Observability.Dashboard.Usage;
using Observability.Domain.Filters;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Tests.Usage;

public sealed class UsageUrlTests
{
    public static TheoryData<string> Addresses =>
    [
        "/usage",
        "/usage?measure=tokens&by=user&n=25&chart=area&sort=errors&order=asc&range=7d&zone=Europe%2FBerlin&q=model%3Agpt-4o&compare=previous&live=off&step=day",
        "/usage?by=none",
        "/usage?by=prop.a%26b%20%22c%22",
        "/usage?sort=name",
        "/usage?sort=change&compare=previous",
    ];

    [Theory]
    [MemberData(nameof(Addresses))]
    public void An_address_is_the_whole_state_of_the_page(string address)
    {
        var (url, problem) = Parse(address);
        Assert.Null(problem);
        Assert.Equal(address, url.ToString());
        Assert.Equal(url, Parse(url.ToString()).Url);
    }

    [Theory]
    [InlineData("/usage?measure=money", "measure")]
    [InlineData("/usage?by=colour", "by")]
    [InlineData("/usage?n=7", "n")]
    [InlineData("/usage?sort=luck", "sort")]
    public void What_cannot_be_read_is_said_and_not_guessed(string address, string name)
    {
        var (url, problem) = Parse(address);
        Assert.Equal(UsageUrl.Home, url);
        Assert.Contains(name + " in the address", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_asked_for_again_turns_round_and_the_measure_of_the_chart_has_one_name()
    {
        var byErrors = UsageUrl.Home.OrderedBy(UsageColumn.Measure, UsageMeasure.Errors);
        Assert.Equal("/usage?sort=errors", byErrors.ToString());
        Assert.Equal("/usage?sort=errors&order=asc", byErrors.OrderedBy(UsageColumn.Measure, UsageMeasure.Errors).ToString());
        Assert.Equal("/usage", byErrors.OrderedBy(UsageColumn.Measure, UsageMeasure.Cost).ToString());
        Assert.Equal("/usage?sort=name&order=asc", UsageUrl.Home.OrderedBy(UsageColumn.Name, null).ToString());
    }

    [Theory]
    [InlineData("model", "a\"b\\c:d OR (e)*")]
    [InlineData("user", "anna@example.com")]
    [InlineData("user", "none")]
    [InlineData("session", "-x")]
    [InlineData("prop.a b", "eu")]
    [InlineData("task", null)]
    [InlineData("outcome", "completed")]
    [InlineData("status", "429")]
    [InlineData("key", "0199d3c1-0000-7000-8000-000000000000")]
    public void A_group_is_one_more_term_of_the_filter_whatever_its_name_is(string by, string? name)
    {
        var narrower = (UsageUrl.Home with { By = Dimension.Parse(by), View = UsageView.Home with { Query = "-task:title" } }).Only(name);
        var (filter, error) = Filter.Parse(narrower!.View.Query!);
        Assert.Null(error);
        Assert.Equal(2, filter!.Fields.Count + (by == "task" ? 1 : 0));
        Assert.StartsWith("-task:title", filter.ToString(), StringComparison.Ordinal);
        Assert.Equal(narrower, Parse(narrower.ToString()).Url);
    }

    [Fact]
    public void A_filter_that_cannot_be_read_narrows_to_nothing_by_mistake()
    {
        var url = UsageUrl.Home with { View = UsageView.Home with { Query = "modle:x" } };
        Assert.Null(url.Filter);
        Assert.Null(url.Only("gpt-4o"));
    }

    [Fact]
    public void Every_count_has_terms_that_can_be_read()
    {
        var texts = Enum.GetValues<UsageMeasure>().Select(m => UsageTerms.Counted(Filter.None, m).ToString()).Distinct().ToList();
        Assert.Equal(5, texts.Count);
        Assert.All(texts, text => Assert.Null(Filter.Parse(text).Error));
    }

    private static (UsageUrl Url, string? Problem) Parse(string address) =>
        UsageUrl.Parse(address.Contains('?', StringComparison.Ordinal) ? address[address.IndexOf('?', StringComparison.Ordinal)..] : "");
}
