using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Notes;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Tests.Notes;

/// <summary>What is said of an exchange through the API, as PostgreSQL keeps it.</summary>
public sealed class AnnotationTests : IAsyncLifetime
{
    private DashboardHost _host = null!;
    private HttpClient _admin = null!;
    private Exchange _row = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Path => $"/api/v1/exchanges/{_row.Id}";

    public async ValueTask InitializeAsync()
    {
        _host = await DashboardHost.StartAsync(Ct);
        _admin = _host.Client(_host.AdminKey);
        await using var db = Some.Db(_host.Database.DataSource);
        var stored = Some.Exchange((await db.Projects.SingleAsync(Ct)).Id, Some.Noon);
        _row = stored.Row;
        await Some.StoreAsync(_host.Database.DataSource, [stored], Ct);
    }

    public ValueTask DisposeAsync()
    {
        _admin.Dispose();
        return _host.DisposeAsync();
    }

    [Fact]
    public async Task Everything_said_of_an_exchange_is_told_with_it_in_the_list_and_by_itself()
    {
        await SayAsync(HttpMethod.Post, "/feedback", new { rating = true, comment = " Just right. " });
        await SayAsync(HttpMethod.Post, "/scores", new { name = "accuracy", value = 0.75 });
        await SayAsync(HttpMethod.Post, "/scores", new { name = "safe", value = false });
        await SayAsync(HttpMethod.Put, "/tags", new { tags = new[] { "golden", "moon", "golden" } });
        var said = await SayAsync(HttpMethod.Put, "/properties", new { tier = "gold" });

        const string expected = """true ["golden","moon"] {"safe":false,"accuracy":0.75} {"tier":"gold","region":"eu"} 1""";
        Assert.Equal(expected, Words(said));
        Assert.Equal(expected, Words(await _admin.GetFromJsonAsync<JsonElement>(Path, Ct)));
        Assert.Equal(expected, Words((await _admin.GetFromJsonAsync<JsonElement>("/api/v1/exchanges", Ct)).GetProperty("data")[0]));
        var comment = (await _admin.GetFromJsonAsync<JsonElement>(Path + "/notes", Ct)).GetProperty("data")[0];
        var key = (await _admin.GetFromJsonAsync<JsonElement>("/api/v1/keys", Ct)).GetProperty("data").EnumerateArray().Single(k => k.GetProperty("kind").GetString() == "admin");
        Assert.Equal(("Just right.", key.GetProperty("name").GetString()), (comment.GetProperty("text").GetString(), comment.GetProperty("author").GetString()));
    }

    [Fact]
    public async Task All_of_it_can_be_taken_back()
    {
        await SayAsync(HttpMethod.Post, "/feedback", new { rating = false });
        await SayAsync(HttpMethod.Post, "/scores", new { name = "a/b %41", value = 1 });
        await SayAsync(HttpMethod.Post, "/tags", new { tags = new[] { "50% off", "a/b" } });
        using var added = await _admin.PostAsJsonAsync(Path + "/notes", new { text = "Mine" }, Ct);
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);

        await SayAsync(HttpMethod.Delete, "/feedback", null);
        await SayAsync(HttpMethod.Delete, "/scores/" + Uri.EscapeDataString("a/b %41"), null);
        await SayAsync(HttpMethod.Delete, "/properties/region", null);
        await SayAsync(HttpMethod.Delete, "/tags/a%2Fb", null);
        using var removed = await _admin.DeleteAsync(added.Headers.Location, Ct);
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        using var again = await _admin.DeleteAsync(added.Headers.Location, Ct);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
        Assert.Equal("""null ["50% off"] {} {} 0""", Words(await SayAsync(HttpMethod.Put, "/properties", new Dictionary<string, string?> { ["gone"] = null })));
    }

    [Fact]
    public async Task A_read_key_may_read_comments_and_say_nothing()
    {
        using var reader = _host.Client(_host.ReadKey);
        foreach (var (method, path, body) in new (HttpMethod, string, object?)[]
        {
            (HttpMethod.Post, "/feedback", new { rating = true }), (HttpMethod.Delete, "/feedback", null),
            (HttpMethod.Post, "/scores", new { name = "a", value = 1 }), (HttpMethod.Delete, "/scores/a", null),
            (HttpMethod.Put, "/tags", new { tags = new[] { "a" } }), (HttpMethod.Post, "/tags", new { tags = new[] { "a" } }), (HttpMethod.Delete, "/tags/a", null),
            (HttpMethod.Put, "/properties", new { a = "b" }), (HttpMethod.Delete, "/properties/region", null),
            (HttpMethod.Post, "/notes", new { text = "a" }), (HttpMethod.Delete, "/notes/" + Guid.CreateVersion7(), null),
        })
        {
            using var request = new HttpRequestMessage(method, Path + path) { Content = body is null ? null : JsonContent.Create(body) };
            using var answer = await reader.SendAsync(request, Ct);
            Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{method} {path} answers {(int)answer.StatusCode}.");
        }

        Assert.Equal(0, (await reader.GetFromJsonAsync<JsonElement>(Path + "/notes", Ct)).GetProperty("data").GetArrayLength());
        Assert.Equal("""null [] {} {"region":"eu"} 0""", Words(await reader.GetFromJsonAsync<JsonElement>(Path, Ct)));
    }

    [Theory]
    [InlineData("POST", "/feedback", """{}""", "rating")]
    [InlineData("POST", "/feedback", """{"rating":"up"}""", "rating")]
    [InlineData("POST", "/feedback", """{"rating":true,"note":"x"}""", "note")]
    [InlineData("POST", "/scores", """{"name":"a","value":"high"}""", "A score is a number")]
    [InlineData("POST", "/scores", """{"name":"a","value":1e300}""", "A score is a number")]
    [InlineData("POST", "/scores", """{"name":" ","value":1}""", "The score name '' is refused")]
    [InlineData("POST", "/tags", """{"tags":["ok","two\nlines"]}""", "The tag 'two lines' is refused")]
    [InlineData("PUT", "/tags", """{"tags":null}""", "tags")]
    [InlineData("PUT", "/properties", """{"attempt":3}""", "attempt")]
    [InlineData("PUT", "/properties", """{"a":"\u0000"}""", "The value of property 'a' is refused")]
    [InlineData("POST", "/notes", """{"text":"  "}""", "The comment is refused")]
    [InlineData("POST", "/notes", """nothing""", "JSON")]
    public async Task What_cannot_be_said_is_refused_in_words_and_changes_nothing(string method, string path, string body, string said)
    {
        using var request = new HttpRequestMessage(new(method), Path + path) { Content = new StringContent(body, null, "application/json") };
        using var answer = await _admin.SendAsync(request, Ct);
        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Contains(said, (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("""null [] {} {"region":"eu"} 0""", Words(await _admin.GetFromJsonAsync<JsonElement>(Path, Ct)));
    }

    [Fact]
    public async Task There_is_an_end_to_how_much_can_be_said()
    {
        var tags = Enumerable.Range(0, NoteRules.MostTags).Select(i => $"t{i}").ToArray();
        await SayAsync(HttpMethod.Put, "/tags", new { tags });
        await SayAsync(HttpMethod.Post, "/tags", new { tags = new[] { "t7" } });
        Assert.Contains("at most 50 tags", await RefusedAsync("/tags", new { tags = new[] { "one more" } }), StringComparison.Ordinal);

        for (var i = 0; i < NoteRules.MostScores; i++)
        {
            await SayAsync(HttpMethod.Post, "/scores", new { name = $"s{i}", value = i });
        }

        await SayAsync(HttpMethod.Post, "/scores", new { name = "s7", value = true });
        Assert.Contains("at most 50 scores", await RefusedAsync("/scores", new { name = "one more", value = 1 }), StringComparison.Ordinal);

        await ExecuteAsync("update exchanges set comments = 200");
        Assert.Contains("at most 200 comments", await RefusedAsync("/notes", new { text = "one more" }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_what_many_say_at_once_nothing_is_lost()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).SelectMany(i => new[]
        {
            SayAsync(HttpMethod.Post, "/tags", new { tags = new[] { $"t{i:00}" } }),
            SayAsync(HttpMethod.Post, "/scores", new { name = $"s{i:00}", value = i }),
            SayAsync(HttpMethod.Put, "/properties", new Dictionary<string, string> { [$"p{i:00}"] = "x" }),
            SayAsync(HttpMethod.Post, "/feedback", new { rating = true, comment = $"c{i:00}" }),
        }));

        var row = await RowAsync();
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"t{i:00}"), row.Tags.Order(StringComparer.Ordinal));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => ($"s{i:00}", (decimal?)i)), ScoreValue.AllOf(row.Scores).Select(s => (s.Key, s.Value.Number)));
        Assert.Equal([.. Enumerable.Range(0, 20).Select(i => $"p{i:00}"), "region"], Said.Of(row).Properties.Keys);
        Assert.Equal(20, row.Comments);
        await using var db = Some.Db(_host.Database.DataSource);
        Assert.Equal(20, (await db.ExchangeNotes.Select(n => n.Text).Distinct().ToListAsync(Ct)).Count);
    }

    [Fact]
    public async Task Properties_are_in_small_letters_and_who_changed_them_is_in_the_audit_log_without_their_values()
    {
        await SayAsync(HttpMethod.Put, "/properties", new Dictionary<string, string?> { ["Tier"] = "secret gold", ["region"] = null });
        Assert.Equal("""{"tier": "secret gold"}""", (await RowAsync()).Properties);
        var entry = (await _admin.GetFromJsonAsync<JsonElement>($"/api/v1/audit?subject={_row.Id}", Ct)).GetProperty("data")[0];
        Assert.Equal("exchange.properties_changed", entry.GetProperty("what").GetString());
        Assert.Contains("tier", entry.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("gold", entry.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Comments_go_with_their_exchange()
    {
        await SayAsync(HttpMethod.Post, "/feedback", new { rating = true, comment = "Gone soon." });
        await ExecuteAsync("delete from exchanges");
        await using var db = Some.Db(_host.Database.DataSource);
        Assert.False(await db.ExchangeNotes.AnyAsync(Ct));
    }

    private static string Words(JsonElement told) =>
        string.Join(' ', new[] { "rating", "tags", "scores", "properties", "comments" }.Select(n => told.GetProperty(n).GetRawText()));

    private async Task<JsonElement> SayAsync(HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, Path + path) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await _admin.SendAsync(request, Ct);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{method} {path} answers {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(Ct)}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
    }

    private async Task<string> RefusedAsync(string path, object body)
    {
        using var answer = await _admin.PostAsJsonAsync(Path + path, body, Ct);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("detail").GetString()!;
    }

    private async Task<Exchange> RowAsync()
    {
        await using var db = Some.Db(_host.Database.DataSource);
        return await db.Exchanges.SingleAsync(Ct);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _host.Database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }
}
