using Observability.Dashboard.Exchanges;
using Observability.Domain.Exchanges;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Views;

public sealed class ExchangeColumnsTests
{
    [Fact]
    public void Columns_that_were_chosen_survive_their_address_in_their_order()
    {
        ExchangeColumn[] chosen = [.. ExchangeColumns.All.Reverse().Where((_, i) => i % 3 == 0)];
        var (columns, problem) = ExchangeColumns.Parse(ExchangeColumns.Print(chosen));
        Assert.Equal(chosen, columns);
        Assert.Null(problem);
    }

    [Fact]
    public void The_usual_columns_are_not_in_the_address()
    {
        Assert.Null(ExchangeColumns.Print(ExchangeColumns.Usual));
        Assert.Same(ExchangeColumns.Usual, ExchangeColumns.Parse(string.Join(',', ExchangeColumns.Usual.Select(c => c.Name))).Columns);
    }

    [Fact]
    public void A_column_that_is_none_is_said_and_the_others_are_shown()
    {
        var (columns, problem) = ExchangeColumns.Parse("cost,wrong,,COST,time");
        Assert.Equal(["cost", "time"], columns.Select(c => c.Name));
        Assert.Contains("'wrong'", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_columns_are_distinct_and_fit_for_an_address()
    {
        Assert.Equal(ExchangeColumns.All.Count, ExchangeColumns.All.Select(c => c.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(ExchangeColumns.All, c => Assert.Matches("^[a-z_]+$", c.Name));
    }

    [Fact]
    public async Task Every_column_can_be_drawn_of_a_full_row_and_of_an_empty_one()
    {
        var full = Sample.Row(r => (r.Rating, r.Tags, r.Scores, r.Properties, r.ToolCalls, r.Messages) = (true, ["good"], """{"accuracy":0.5}""", """{"region":"eu"}""", ["search"], 4711));
        var html = await Render.HtmlAsync<ExchangeTable>(
            ("IsShort", true), ("Window", ExchangeWindow.Whole([full, new() { Id = Guid.CreateVersion7(), Outcome = full.Outcome }])), ("Columns", ExchangeColumns.All),
            ("KeyNames", new Dictionary<Guid, string>()), ("HrefOf", (Func<Guid, string>)(id => $"/requests?id={id}")));
        Assert.Equal(2 * ExchangeColumns.All.Count, html.Split("<td").Length - 1);
        Assert.Contains("accuracy: 0.5", html, StringComparison.Ordinal);
        Assert.Contains("region: eu", html, StringComparison.Ordinal);
        Assert.Contains("4,711", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_runs_names_the_model_asked_for_and_none_that_answered()
    {
        var html = await Render.HtmlAsync<RunningRow>(
            ("Row", new RunningExchange { Id = Guid.CreateVersion7(), ModelRequested = "o4-mini" }), ("Columns", ExchangeColumns.Usual), ("KeyName", "Journey"));
        Assert.Contains("o4-mini", html, StringComparison.Ordinal);
        Assert.DoesNotContain("null", html, StringComparison.Ordinal);
    }
}
