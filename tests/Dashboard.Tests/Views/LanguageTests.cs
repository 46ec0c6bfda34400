using System.Net;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Ingests;
using Observability.Dashboard.Languages;
using Observability.Dashboard.Tests.Languages;
using Observability.Dashboard.Ui;
using Observability.Domain.Exchanges;
using Observability.Domain.Formats;
using Observability.Domain.Ingests;
using Observability.Domain.Pricing;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Views;

public sealed class LanguageTests
{
    public static TheoryData<string> Codes() => new(Language.All.Select(l => l.Code));

    public static TheoryData<string, DetailTab> Tabs()
    {
        var all = new TheoryData<string, DetailTab>();
        foreach (var language in Language.All)
        {
            foreach (var tab in Enum.GetValues<DetailTab>())
            {
                all.Add(language.Code, tab);
            }
        }

        return all;
    }

    [Theory, MemberData(nameof(Tabs))]
    public async Task A_request_reads_in_one_language_whatever_became_of_it(string language, DetailTab tab)
    {
        foreach (var detail in Details())
        {
            var html = await DrawAsync<ExchangePanel>(
                language, ("Detail", new Loadable<ExchangeDetail>(detail, null)), ("Tab", tab), ("TabHref", (Func<DetailTab, string>)(t => $"?tab={t}")),
                ("LookHref", (Func<TextLook, string>)(l => $"?text={l}")), ("PreviousHref", null), ("NextHref", "?id=2"), ("CloseHref", "/requests"), ("Questions", null));

            Assert.Contains(language switch { "es" => ">Conversación</a>", "zh-Hans" => ">对话</a>", _ => ">Conversation</a>" }, html, StringComparison.Ordinal);
            Assert.Empty(TextFile.LeftInEnglish(html, language));
        }
    }

    [Theory, MemberData(nameof(Codes))]
    public async Task The_list_reads_in_one_language_and_its_numbers_are_the_same_in_all(string language)
    {
        var rows = Enum.GetValues<ExchangeOutcome>().Select(o => Sample.Row(r => (r.Outcome, r.Stream) = (o, false))).ToArray();
        var html = await DrawAsync<ExchangeTable>(
            language, ("IsShort", true), ("Window", ExchangeWindow.Whole(rows)), ("KeyNames", new Dictionary<Guid, string>()),
            ("HrefOf", (Func<Guid, string>)(id => $"?id={id}")));

        Assert.Contains(language switch { "es" => "Modelo</span>", "zh-Hans" => "模型</span>", _ => "Model</span>" }, html, StringComparison.Ordinal);
        Assert.Contains(">1,204<", html, StringComparison.Ordinal);
        Assert.Empty(TextFile.LeftInEnglish(html, language));
    }

    [Theory, MemberData(nameof(Codes))]
    public async Task Capture_reads_in_one_language(string language)
    {
        var ingests = new[] { Ingest(0, dropped: 0), Ingest(1, dropped: 3), Ingest(90, dropped: 0) };
        var html = await DrawAsync<IngestList>(language, ("Now", Sample.Noon), ("Ingests", ingests));

        Assert.Contains(language switch { "es" => "lo guarda todo", "zh-Hans" => "全部保存", _ => "keeps everything" }, html, StringComparison.Ordinal);
        Assert.Empty(TextFile.LeftInEnglish(html, language));
    }

    [Theory, MemberData(nameof(Codes))]
    public async Task The_list_before_its_first_request_reads_in_one_language(string language)
    {
        var html = await DrawAsync<FirstRequest>(language, ("Ingest", "http://localhost:8787"), ("Key", null));

        Assert.Contains(language switch { "es" => "Envíe su primera solicitud", "zh-Hans" => "发送您的第一个请求", _ => "Send your first request" }, html, StringComparison.Ordinal);
        Assert.Contains(language switch { "es" => "<code><su clave", "zh-Hans" => "<code><您的写入密钥", _ => "<code><your write key" }, html, StringComparison.Ordinal);
    }

    // A chat, a call no format knows, one that failed, one that cost something, one that was counted here.
    private static IEnumerable<ExchangeDetail> Details() =>
    [
        Sample.Detail(reading: Sample.Chat("What is a spool?", "A queue.")),
        Sample.Detail(),
        Sample.Detail(Sample.Row(r => (r.Outcome, r.Status, r.User, r.UserName, r.Client) = (ExchangeOutcome.UpstreamUnreachable, null, null, null, null))),
        Sample.Detail(Sample.Row(r => (r.Pricing, r.CostUsd, r.StatedCostUsd, r.ReasoningTokens, r.CacheReadTokens) = (PricingState.Priced, 0.01m, 0.02m, 5, 4))),
        Sample.Detail(Sample.Row(r => (r.Pricing, r.EstimatedCostUsd, r.UsageSource) = (PricingState.Priced, 0.01m, UsageSource.Estimated))),
        Sample.Detail(Sample.Row(r => (r.Pricing, r.Capture, r.Stream) = (PricingState.NotBilled, CaptureVerdict.NotKept, false))),
        Sample.Detail(Sample.Row(r => (r.Alterations, r.Retries) = ([.. AlterationNames.Each.SelectMany(one => AlterationNames.Of(one))], 1))),
    ];

    private static IngestInstance Ingest(int secondsAgo, int dropped) => new() { Name = "box", SeenAt = Sample.Noon.AddSeconds(-secondsAgo), Begun = 1234, Dropped = dropped };

    private static async Task<string> DrawAsync<TView>(string language, params (string Name, object? Value)[] parameters)
        where TView : Microsoft.AspNetCore.Components.IComponent =>
        WebUtility.HtmlDecode(await Reader.ReadsAsync(language, () => Render.HtmlAsync<TView>(parameters)));
}
