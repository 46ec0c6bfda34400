using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Tests.Languages;
using Observability.Dashboard.Users;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Views;

public sealed class UserViewTests
{
    private static readonly Guid Failed = Guid.CreateVersion7();

    private static readonly UserUsage Anna = new()
    {
        User = "anna@example.com",
        Name = "Anna",
        Email = "anna@example.com",
        Role = "admin",
        Groups = ["Sales"],
        Source = "jwt_unverified",
        Requests = 1204,
        Tasks = 3,
        Conversations = 7,
        Errors = 1,
        CostUsd = 12.4m,
        TaskCostUsd = 0.0123m,
        InputTokens = 5000,
        OutputTokens = 700,
        FavouriteModel = "gpt-4o",
        FirstSeen = Sample.Noon,
        LastSeen = Sample.Noon,
    };

    [Fact]
    public async Task A_user_is_told_with_where_they_are_known_from_and_costs_apart()
    {
        var html = await TableAsync(Anna);
        Assert.All(
            (string[])["Anna", "anna@example.com", "admin", "Sales", "unverified", "1,204", "$12.40", "$0.0123", "5,000", "0.1 %", "1 of 1,207", "href=\"/users/anna%40example.com\""],
            said => Assert.Contains(said, html, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_unknown_is_a_dash_with_its_reason_and_never_nought()
    {
        var html = await TableAsync(Anna with { CostUsd = null, TaskCostUsd = null, Tasks = 0, InputTokens = null, OutputTokens = null, FavouriteModel = null });
        Assert.All(
            (string[])["None of them has a known cost.", "There were no background tasks.", "None of them says how many.", "Nothing had to be estimated.", "No request names a model."],
            said => Assert.Contains(said, html, StringComparison.Ordinal));
        Assert.DoesNotContain("$0", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_counted_here_are_marked_and_an_estimate_is_said_to_be_one()
    {
        var html = await TableAsync(Anna with { CountedHere = 2, EstimatedCostUsd = 0.5m });
        Assert.Contains("class=\"estimated\" title=\"For 2 of 1,207 the tokens were counted here", html, StringComparison.Ordinal);
        Assert.Contains("≈ $0.5000", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/users", "/users")]
    [InlineData("/users?range=7d&sort=last_seen&order=asc", "/users?range=7d&sort=last_seen&order=asc")]
    [InlineData("/users?range=30d&sort=cost", "/users")]
    [InlineData("/users?range=5y&sort=height", "/users")]
    public void The_page_is_its_address(string given, string printed) =>
        Assert.Equal(printed, UsersUrl.Parse(given.Split('?') is [_, var query] ? query : "").ToString());

    [Fact]
    public void A_column_asked_for_again_turns_round_and_names_begin_at_a()
    {
        Assert.Equal("/users?order=asc", UsersUrl.Home.By(UserOrder.Cost).ToString());
        Assert.Equal("/users?sort=errors", UsersUrl.Home.By(UserOrder.Errors).ToString());
        Assert.Equal("/users?sort=user&order=asc", UsersUrl.Home.By(UserOrder.User).ToString());
        Assert.Equal("/users/a%2Fb%3F?range=24h", UsersUrl.Of("a/b?", new(1)));
    }

    [Fact]
    public async Task A_user_page_shows_parts_failures_conversations_and_the_way_to_all_their_requests()
    {
        var html = await SheetAsync(Anna);

        Assert.All(
            (string[])
            [
                "gpt-4o", "requests of their own", "title_generation", "2026-11-22", "width=\"25\"", "The first 1 of 40.", "Rate limit reached.",
                $"/requests?user=anna%40example.com&id={Failed}", "/conversations/chat%207", "What is a spool?",
            ],
            said => Assert.Contains(said, html, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("en", "unverified", "Task cost", "By model")]
    [InlineData("es", "sin verificar", "Coste de tareas", "Por modelo")]
    [InlineData("zh-Hans", "未验证", "任务费用", "按模型")]
    public async Task Users_read_in_one_language(string language, params string[] said)
    {
        var html = await Reader.ReadsAsync(language, async () => await TableAsync(Anna) + await SheetAsync(Anna with { CostUsd = null, TaskCostUsd = null, InputTokens = null, CountedHere = 1 }));

        Assert.All(said, text => Assert.Contains(text, html, StringComparison.Ordinal));
        Assert.Empty(TextFile.LeftInEnglish(html, language));
    }

    [Fact]
    public void The_address_of_a_list_keeps_whose_requests_it_holds()
    {
        var url = RequestsUrl.Home with { Filter = ExchangeFilter.All with { User = "a&b=c d" } };
        Assert.Equal(url, RequestsUrl.Parse(new Uri("http://x" + url).Query).Url);
    }

    private static async Task<string> SheetAsync(UserUsage user)
    {
        UsagePart Part(string by, string? name, long requests) => new() { By = by, Name = name, Requests = requests, CostUsd = 0.5m, Parts = 40 };
        var detail = new UserDetail(
            user,
            [Part("model", "gpt-4o", 10)],
            [Part("task", null, 9), Part("task", "title_generation", 1)],
            [Part("day", "2026-11-22", 8), Part("day", "2026-11-21", 2)],
            [new("upstream_refused", 429, "rate_limit_exceeded", 3, Sample.Noon, 1, Failed, "Rate limit reached.")],
            [new() { Session = "chat 7", Requests = 4, LastSeen = Sample.Noon }]);
        return System.Net.WebUtility.HtmlDecode(await Render.HtmlAsync<UserSheet>(
            ("Detail", detail), ("Newest", new[] { Sample.Row() }), ("KeyNames", new Dictionary<Guid, string> { [Sample.KeyId] = "Open WebUI" })));
    }

    private static async Task<string> TableAsync(UserUsage user) =>
        System.Net.WebUtility.HtmlDecode(await Render.HtmlAsync<UserTable>(("Users", new[] { user }), ("Url", UsersUrl.Home)));
}
