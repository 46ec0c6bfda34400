using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Ui;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Views;

public sealed class ExchangePanelTests
{
    public static TheoryData<DetailTab> Tabs() => new(Enum.GetValues<DetailTab>());

    [Theory, MemberData(nameof(Tabs))]
    public async Task Every_tab_draws_a_chat_and_an_opaque_call(DetailTab tab)
    {
        foreach (var detail in new[] { Sample.Detail(reading: Sample.Chat("What is a spool?", "A queue.")), Sample.Detail(), Bare() })
        {
            var html = await PanelAsync(new(detail, null), tab);

            Assert.Contains($"aria-current=\"page\">{tab}</a>", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_answer_is_readable_at_once_and_the_system_message_is_folded()
    {
        var html = await PanelAsync(new(Sample.Detail(reading: Sample.Chat("What is a spool?", "A queue.")), null), DetailTab.Conversation);

        Assert.Contains("<p>A queue.</p>", html, StringComparison.Ordinal);
        Assert.Contains("<details><summary><span class=\"role\">system</span>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_to_load_says_why()
    {
        var html = await PanelAsync(new(null, "This project has no such request."), DetailTab.Conversation);

        Assert.Contains("role=\"alert\"", html, StringComparison.Ordinal);
        Assert.Contains("This project has no such request.", html, StringComparison.Ordinal);
    }

    // Nothing known but the row itself, as after a kill of the proxy.
    private static ExchangeDetail Bare()
    {
        var row = Sample.Row(r => (r.Outcome, r.Status, r.FirstByteUs, r.FirstTokenUs, r.InputTokens, r.OutputTokens, r.ModelRequested, r.ModelServed)
            = (Domain.Exchanges.ExchangeOutcome.Interrupted, null, null, null, null, null, null, null));
        return Sample.Detail(row) with { KeyName = null, Chunks = [], Tokens = [], RequestBody = default, ResponseBody = default, RequestSha256 = "", ResponseSha256 = "" };
    }

    private static Task<string> PanelAsync(Loadable<ExchangeDetail> detail, DetailTab tab) => Render.HtmlAsync<ExchangePanel>(
        ("Detail", detail), ("Tab", tab), ("TabHref", (Func<DetailTab, string>)(t => $"/requests?tab={t}")),
        ("PreviousHref", null), ("NextHref", "/requests?id=2"), ("CloseHref", "/requests"), ("Questions", null));
}
