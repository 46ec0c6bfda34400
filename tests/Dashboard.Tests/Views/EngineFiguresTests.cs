using Observability.Dashboard.Exchanges;
using Observability.Domain.Formats;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Views;

public sealed class EngineFiguresTests
{
    [Fact]
    public async Task An_engines_own_counts_and_times_give_its_own_rates()
    {
        var row = Sample.Row(r =>
        {
            (r.InputTokens, r.OutputTokens) = (26, 282);
            (r.LoadUs, r.QueueUs, r.PrefillUs, r.DecodeUs) = (1_334, 4_103, 342_546, 4_535_599);
        });
        Assert.Equal((62.17, 75.9), (Math.Round(EngineRates.Output(row)!.Value, 2), Math.Round(EngineRates.Prompt(row)!.Value, 1)));
        var html = await Render.HtmlAsync<EngineFigures>(("Row", row));
        foreach (var text in new[] { ">75.9<", ">62.2<", ">1.33<", ">4.10<" })
        {
            Assert.Contains(text, html, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("cold", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_load_of_half_a_second_is_called_cold_and_what_is_not_told_is_a_dash()
    {
        var html = await Render.HtmlAsync<EngineFigures>(("Row", Sample.Row(r => r.LoadUs = 500_000)));
        Assert.Contains(">cold<", html, StringComparison.Ordinal);
        Assert.Contains("The engine did not report it.", html, StringComparison.Ordinal);
    }

    [Fact]
    public void The_cached_part_of_a_prompt_was_not_evaluated_and_an_estimate_is_no_rate()
    {
        var row = Sample.Row(r => (r.InputTokens, r.CacheReadTokens, r.PrefillUs) = (84, 83, 100_000));
        Assert.Equal(10, EngineRates.Prompt(row)!.Value, 0.001);
        row.UsageSource = UsageSource.Estimated;
        Assert.Null(EngineRates.Prompt(row));
    }

    [Theory]
    [InlineData("unload", ">unload<")]
    [InlineData("page", ">web page<")]
    public async Task A_call_that_asks_no_model_says_what_it_does(string endpoint, string badge) =>
        Assert.Contains(badge, await Render.HtmlAsync<ManagementBadge>(("Endpoint", endpoint)), StringComparison.Ordinal);

    [Fact]
    public async Task A_question_to_a_model_has_no_such_badge() =>
        Assert.Equal("", (await Render.HtmlAsync<ManagementBadge>(("Endpoint", "chat"))).Trim());

    [Fact]
    public async Task A_provider_that_says_nothing_has_no_such_figures() =>
        Assert.Equal("", (await Render.HtmlAsync<EngineFigures>(("Row", Sample.Row()))).Trim());
}
