using Observability.Dashboard.Conversations;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Models;
using Observability.Dashboard.Tests.Languages;
using Observability.Dashboard.Totals;
using Observability.Dashboard.Ui;
using Observability.Dashboard.Users;
using Observability.Domain.Filters;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Views;

public sealed class UserViewTests
{
    private static readonly Guid Failed = Guid.CreateVersion7();

    private static readonly KnownUser Anna = new("anna@example.com", "Anna", "anna@example.com", "admin", ["Sales"], "jwt_unverified");

    private static readonly UsageMoment Day = new(UsageView.Home, Filter.None, TimeZoneInfo.Utc, Sample.Noon);

    private static readonly Sums Spent = new()
    {
        Exchanges = 1207,
        Tasks = 3,
        Errors = 1,
        Priced = 1000,
        CostUsd = 12.4m,
        TaskCostUsd = 0.0123m,
        InputTokens = 5000,
        OutputTokens = 700,
        CacheReadTokens = 1250,
        FirstSeen = Sample.Noon,
        LastSeen = Sample.Noon,
    };

    [Fact]
    public async Task A_user_is_told_with_where_they_are_known_from_and_costs_of_tasks_apart()
    {
        var html = await TableAsync(Spent);
        Assert.All(
            (string[])["Anna", "anna@example.com", "admin", "Sales", "unverified", "1,204", "$12.40", "$0.0123", "5,000", "25%", "0.1 %", "1 of 1,207", "href=\"/users/anna%40example.com\"", "/tables/users.csv"],
            said => Assert.Contains(said, html, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_unknown_is_a_dash_with_its_reason_and_never_nought()
    {
        var html = await TableAsync(Spent with { CostUsd = null, Priced = 0, TaskCostUsd = null, Tasks = 0, InputTokens = null, OutputTokens = null, CacheReadTokens = null });
        Assert.All(
            (string[])["None of them has a known cost.", "There were no background tasks.", "None of them says how many.", "Nothing had to be estimated.", "No provider says what came from its cache."],
            said => Assert.Contains(said, html, StringComparison.Ordinal));
        Assert.DoesNotContain("$0", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_counted_here_are_marked_and_an_estimate_is_said_to_be_one()
    {
        var html = await TableAsync(Spent with { CountedHere = 2, EstimatedCostUsd = 0.5m });
        Assert.Contains("class=\"estimated\" title=\"For 2 of 1,207 the tokens were counted here", html, StringComparison.Ordinal);
        Assert.Contains("≈ $0.5000", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "/users")]
    [InlineData("?range=7d&sort=last_seen&order=asc", "/users?sort=last_seen&order=asc&range=7d")]
    [InlineData("?range=24h&sort=cost", "/users")]
    [InlineData("?range=5y&sort=height", "/users?range=5y")]
    public void The_page_is_its_address(string given, string printed) => Assert.Equal(printed, TableUrl.Parse("/users", given).ToString());

    [Fact]
    public void A_column_asked_for_again_turns_round_and_names_begin_at_a()
    {
        var home = TableUrl.Parse("/users", "");
        Assert.Equal("/users?order=asc", home.By(SumsOrder.Cost).ToString());
        Assert.Equal("/users?sort=errors", home.By(SumsOrder.Errors).ToString());
        Assert.Equal("/users?sort=name&order=asc", home.By(SumsOrder.Name).ToString());
    }

    [Theory]
    [InlineData("a/b?")]
    [InlineData("gpt-4o:latest")]
    [InlineData("100% \"<b>\" #1 \\ ..")]
    [InlineData("a/../b")]
    [InlineData("李小梅")]
    public void A_name_is_read_back_from_the_address_of_its_page(string name) =>
        Assert.Equal(name, GroupAddress.NameIn("/models", "http://localhost" + GroupAddress.Of("/models", name, UsageView.Home) + "?range=7d"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    public void What_no_address_can_hold_has_no_page(string? name) => Assert.Null(GroupAddress.Of("/models", name, UsageView.Home));

    [Fact]
    public async Task A_model_without_a_name_says_so_and_what_has_no_price_leads_to_the_reason()
    {
        var html = await ModelsAsync(new GroupSums(null, Spent with { Unpriced = 7 }), new GroupSums("<b>x</b>/y:z", Spent) { Upstreams = ["openai"], Keys = 4 });
        Assert.All(
            (string[])["no model named", "href=\"/prices\"", "/models/%3Cb%3Ex%3C%2Fb%3E%2Fy%3Az", "<b>x</b>/y:z", "None of them was a stream with content.", "title=\"openai\"", "The first 2 of 9."],
            said => Assert.Contains(said, html, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_user_page_shows_charts_parts_failures_conversations_and_the_way_to_all_their_requests()
    {
        var html = await SheetAsync(Spent);

        Assert.All(
            (string[])
            [
                "gpt-4o", "requests of their own", "title_generation", "width=\"25\"", "The first 1 of 40.", "Rate limit reached.", "Requests by outcome", "Cost by model",
                $"/requests?id={Failed}", "/conversations/chat%207", "Sums of rows", "What is a spool?", "user_id%3A",
            ],
            said => Assert.Contains(said, html, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("en", "unverified", "Task cost", "By model")]
    [InlineData("es", "sin verificar", "Coste de tareas", "Por modelo")]
    [InlineData("zh-Hans", "未验证", "任务费用", "按模型")]
    public async Task Users_and_models_read_in_one_language(string language, params string[] said)
    {
        var html = await Reader.ReadsAsync(
            language,
            async () => await TableAsync(Spent) + await ModelsAsync(new GroupSums("gpt-4o", Spent))
                + await SheetAsync(Spent with { CostUsd = null, TaskCostUsd = null, InputTokens = null, CountedHere = 1 }));

        Assert.All(said, text => Assert.Contains(text, html, StringComparison.Ordinal));
        Assert.Empty(TextFile.LeftInEnglish(html, language));
    }

    [Fact]
    public void The_address_of_a_list_keeps_whose_requests_it_holds()
    {
        var url = RequestsUrl.Home with { Filter = ExchangeFilter.All with { User = "a&b=c d" } };
        Assert.Equal(url, RequestsUrl.Parse(new Uri("http://x" + url).Query).Url);
    }

    private static async Task<string> SheetAsync(Sums sums)
    {
        GroupParts Part(string by, params (string? Name, long Exchanges)[] parts) =>
            new(by, [.. parts.Select(p => new GroupSums(p.Name, new() { Exchanges = p.Exchanges, CostUsd = 0.5m }))], by == "model" ? 40 : parts.Length);
        var buckets = Enumerable.Repeat(Sums.None, Day.Bounds.Count - 2).Append(sums).ToList();
        var done = new GroupDetail(
            sums, buckets, [new("completed", false, buckets)], [new("gpt-4o", false, buckets), new(null, true, buckets)],
            [Part("model", ("gpt-4o", 10)), Part("task", (null, 8), ("title_generation", 2))],
            [new("upstream_refused", 429, 3, Sample.Noon, new(Failed, "Rate limit reached.", "rate_limit_exceeded"))]);
        var talk = new ConversationSummary(
            "chat 7", "Sums of rows", null, Sample.Noon, Sample.Noon, Sample.Noon, [new(Anna.User, Anna.Name)], ["gpt-4o"],
            new(4, 0, 4, 0, 0, 10, 5, new(0.1m, null, 0), new(null, null, 0)));
        return System.Net.WebUtility.HtmlDecode(await Render.HtmlAsync<UserSheet>(
            ("Shown", new UserShown(done, new(Anna, [talk], 1, false), [Sample.Row()], new Dictionary<Guid, string> { [Sample.KeyId] = "Open WebUI" })),
            ("At", Day), ("Narrow", GroupAddress.Narrowed(Filter.None, "user", Anna.User)), ("Path", "/users/anna")));
    }

    private static async Task<string> ModelsAsync(params GroupSums[] models) =>
        System.Net.WebUtility.HtmlDecode(await Render.HtmlAsync<ModelTable>(
            ("Models", new TopModels(models, 9)), ("Url", TableUrl.Parse(ModelTable.Path, "")), ("At", Day)));

    private static async Task<string> TableAsync(Sums sums) =>
        System.Net.WebUtility.HtmlDecode(await Render.HtmlAsync<UserTable>(
            ("Users", new TopUsers([new(Anna, new(Anna.User, sums))], 1, 0)), ("Url", TableUrl.Parse(UserTable.Path, "")), ("At", Day)));
}
