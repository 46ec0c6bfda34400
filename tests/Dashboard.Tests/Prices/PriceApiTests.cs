using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Observability.Domain.Projects;

namespace Observability.Dashboard.Tests.Prices;

/// <summary>Prices, terms, the catalogue and what has no price, as scripts see them.</summary>
public sealed class PriceApiTests : IAsyncLifetime
{
    private DashboardHost _host = null!;
    private HttpClient _admin = null!;
    private Guid _project;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await DashboardHost.StartAsync(Ct);
        _admin = _host.Client(_host.AdminKey);
        await using var db = Some.Db(_host.Database.DataSource);
        _project = (await db.Projects.SingleAsync(Ct)).Id;
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_price_is_entered_changed_and_removed_and_each_says_what_it_concerns()
    {
        var added = await PostAsync("/api/v1/prices", new { model = "llama3*", upstream = "ollama", from = "2026-01-01T00:00:00Z", rates = new { machine_hour = 0.4m }, note = "rented" });
        Assert.Equal(("llama3*", "ollama"), (Text(added, "price", "model"), Text(added, "price", "upstream")));
        Assert.Equal("""{"machine_hour":0.4}""", added.GetProperty("price").GetProperty("rates").GetRawText().Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal("""{"kind":"reprice","from":"2026-01-01T00:00:00Z","to":null,"upstream":"ollama","model":"llama3*"}""", added.GetProperty("reprice").GetRawText());

        var id = added.GetProperty("price").GetProperty("id").GetGuid();
        var changed = await PostAsync("/api/v1/prices", new { id, model = "llama3*", to = "2026-07-01T00:00:00Z", rates = new { usd_per_kwh = 0.3m, watts = 350 } });
        // Before it held for one upstream from January on, now for all until July: all of that is concerned.
        Assert.Equal("""{"kind":"reprice","from":null,"to":null,"upstream":null,"model":"llama3*"}""", changed.GetProperty("reprice").GetRawText());
        var list = await _admin.GetFromJsonAsync<JsonElement>("/api/v1/prices", Ct);
        Assert.Equal(1, list.GetProperty("data").GetArrayLength());
        Assert.Equal(350, list.GetProperty("data")[0].GetProperty("rates").GetProperty("watts").GetInt32());

        using var removed = await _admin.DeleteAsync($"/api/v1/prices/{id}", Ct);
        Assert.Equal(HttpStatusCode.OK, removed.StatusCode);
        using var again = await _admin.DeleteAsync($"/api/v1/prices/{id}", Ct);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
        var audit = await _admin.GetFromJsonAsync<JsonElement>($"/api/v1/audit?subject={id}", Ct);
        Assert.Equal(["price.removed", "price.changed", "price.added"], audit.GetProperty("data").EnumerateArray().Select(e => e.GetProperty("what").GetString()));
        Assert.Equal("ollama", audit.GetProperty("data")[1].GetProperty("details").GetProperty("before").GetProperty("upstream").GetString());
    }

    [Theory]
    [InlineData("""{"model":"","rates":{"input":1}}""", "must name a model")]
    [InlineData("""{"model":"a*b","rates":{"input":1}}""", "only at the end")]
    [InlineData("""{"model":"a","rates":{}}""", "needs at least one rate")]
    [InlineData("""{"model":"a","rates":null}""", "must be a JSON object")]
    [InlineData("""{"model":"a","rates":{"inputt":1}}""", "'inputt' is not a kind of rate")]
    [InlineData("""{"model":"a","rates":{"input":-1}}""", "from 0 to")]
    [InlineData("""{"model":"a","rates":{"watts":300}}""", "needs both")]
    [InlineData("""{"model":"a","rates":{"input":1},"upstream":"nowhere"}""", "No upstream is named 'nowhere'")]
    [InlineData("""{"model":"a","rates":{"input":1},"from":"2026-02-01T00:00:00Z","to":"2026-01-01T00:00:00Z"}""", "must end after it starts")]
    [InlineData("""{"model":"a"}""", "rates")]
    public async Task A_price_that_cannot_be_is_refused_in_words(string body, string said)
    {
        using var answer = await _admin.PostAsync("/api/v1/prices", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Ct);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains(said, Unescaped(await answer.Content.ReadAsStringAsync(Ct)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_prices_of_one_model_may_not_start_at_the_same_moment()
    {
        await PostAsync("/api/v1/prices", new { model = "a", rates = new { input = 1 } });
        using var twin = await _admin.PostAsJsonAsync("/api/v1/prices", new { model = "a", rates = new { input = 2 } }, Ct);
        Assert.Contains("with this start and upstream already", await twin.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        await PostAsync("/api/v1/prices", new { model = "a", from = "2026-05-01T00:00:00Z", rates = new { input = 2 } });
    }

    [Fact]
    public async Task A_read_key_sees_prices_and_changes_none()
    {
        using var reader = _host.Client(_host.ReadKey);
        foreach (var path in new[] { "", "/terms", "/catalogue", "/unpriced" })
        {
            Assert.Equal(HttpStatusCode.OK, (await reader.GetAsync("/api/v1/prices" + path, Ct)).StatusCode);
        }

        using var price = await reader.PostAsJsonAsync("/api/v1/prices", new { model = "a", rates = new { input = 1 } }, Ct);
        using var terms = await reader.PostAsJsonAsync("/api/v1/prices/terms", new { upstream = "openai" }, Ct);
        using var gone = await reader.DeleteAsync($"/api/v1/prices/{Guid.CreateVersion7()}", Ct);
        Assert.Equal([HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden], new[] { price, terms, gone }.Select(a => a.StatusCode));
    }

    [Fact]
    public async Task Terms_are_one_per_upstream_and_refused_for_a_provider_nobody_knows()
    {
        await PostAsync("/api/v1/prices/terms", new { upstream = "openai", factor = 0.8m, note = "yearly contract" });
        var second = await PostAsync("/api/v1/prices/terms", new { upstream = "openai", provider = "openai", factor = 0.7m });
        Assert.Equal("openai", Text(second, "reprice", "upstream"));
        var list = await _admin.GetFromJsonAsync<JsonElement>("/api/v1/prices/terms", Ct);
        Assert.Equal(0.7m, list.GetProperty("data")[0].GetProperty("factor").GetDecimal());
        using var unknown = await _admin.PostAsJsonAsync("/api/v1/prices/terms", new { upstream = "openai", provider = "nobody" }, Ct);
        Assert.Contains("is not a provider of the catalogue", await unknown.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        using var gone = await _admin.DeleteAsync($"/api/v1/prices/terms/{second.GetProperty("terms").GetProperty("id").GetGuid()}", Ct);
        Assert.Equal(HttpStatusCode.OK, gone.StatusCode);
    }

    [Fact]
    public async Task The_catalogue_is_searched_by_words_in_any_order_and_paged()
    {
        var found = await _admin.GetFromJsonAsync<JsonElement>("/api/v1/prices/catalogue?q=MINI%20gpt-4o&limit=1", Ct);
        Assert.True(found.GetProperty("found").GetInt32() > 1);
        Assert.Equal(1, found.GetProperty("data").GetArrayLength());
        var price = found.GetProperty("data")[0];
        Assert.Contains("mini", price.GetProperty("model").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(price.GetProperty("sources").EnumerateArray());
        var next = await _admin.GetFromJsonAsync<JsonElement>("/api/v1/prices/catalogue?q=MINI%20gpt-4o&limit=1&skip=1", Ct);
        Assert.NotEqual(price.GetRawText(), next.GetProperty("data")[0].GetRawText());
        using var refused = await _admin.GetAsync("/api/v1/prices/catalogue?limit=0", Ct);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task What_has_no_price_is_grouped_counted_and_cut_in_the_open_for_this_project_only()
    {
        await using var db = Some.Db(_host.Database.DataSource);
        var other = new Project { Id = Guid.CreateVersion7(), Slug = "other", Name = "Other", CreatedAt = Some.Noon };
        db.Add(other);
        await db.SaveChangesAsync(Ct);
        var rows = Enumerable.Range(0, 12).Select(i => Some.Exchange(_project, Some.Noon.AddSeconds(i))).ToList();
        for (var i = 0; i < rows.Count; i++)
        {
            (rows[i].Row.ModelServed, rows[i].Row.UnpricedReason) = ($"local-{i % 3}", "There is no price for it.");
            rows[i].Row.InputTokens = i % 3 == 2 ? null : 100;
            (rows[i].Row.Pricing, rows[i].Row.CostUsd) = (Domain.Pricing.PricingState.Unpriced, null);
        }

        rows[11].Row.Pricing = Domain.Pricing.PricingState.NotBilled;
        await Some.StoreAsync(_host.Database.DataSource, [.. rows, Some.Exchange(other.Id, Some.Noon)], Ct);

        var told = await _admin.GetFromJsonAsync<JsonElement>("/api/v1/prices/unpriced?from=2026-03-14T00:00:00Z&to=2026-03-15T00:00:00Z&limit=2", Ct);
        Assert.Equal((3, 11), (told.GetProperty("groups").GetInt32(), told.GetProperty("exchanges").GetInt32()));
        var data = told.GetProperty("data").EnumerateArray().ToList();
        Assert.Equal(["local-1", "local-0"], data.Select(g => g.GetProperty("model").GetString()));
        Assert.Equal((4, 400), (data[0].GetProperty("exchanges").GetInt32(), data[0].GetProperty("input_tokens").GetInt32()));
        Assert.Equal("2026-03-14T12:00:10Z", data[0].GetProperty("last_seen").GetString());
        Assert.False(data[0].GetProperty("has_price_now").GetBoolean());

        await PostAsync("/api/v1/prices", new { model = "local-*", rates = new { input = 1, output = 2 } });
        told = await _admin.GetFromJsonAsync<JsonElement>("/api/v1/prices/unpriced?from=2026-03-14T00:00:00Z&to=2026-03-15T00:00:00Z", Ct);
        Assert.Equal([true, true, false], told.GetProperty("data").EnumerateArray().Select(g => g.GetProperty("has_price_now").GetBoolean()));
        Assert.Equal(JsonValueKind.Null, told.GetProperty("data")[2].GetProperty("input_tokens").ValueKind);
    }

    private async Task<JsonElement> PostAsync(string path, object body)
    {
        using var answer = await _admin.PostAsJsonAsync(path, body, Ct);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
    }

    private static string? Text(JsonElement json, string member, string of) => json.GetProperty(member).GetProperty(of).GetString();

    private static string Unescaped(string json) => json.Replace("\\u0027", "'", StringComparison.Ordinal);
}
