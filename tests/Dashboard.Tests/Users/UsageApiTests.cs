using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Tests.Users;

public sealed class UsageApiTests : IAsyncLifetime
{
    private const string User =
        """
        {
          "user": "anna",
          "user_name": "Anna",
          "user_email": null,
          "user_role": null,
          "user_groups": [
            "Sales"
          ],
          "user_source": "header",
          "exchanges": 4,
          "errors": 1,
          "input_tokens": 30,
          "output_tokens": 15,
          "counted_here": 1,
          "cost_usd": "0.011",
          "estimated_cost_usd": "0.02",
          "unpriced": 0,
          "tasks": {
            "exchanges": 1,
            "cost_usd": "0.001"
          },
          "first_seen_at": "2026-03-14T09:00:00Z",
          "last_seen_at": "2026-03-14T12:00:00Z"
        }
        """;

    private const string Model =
        """
        {
          "model": "gpt-4o",
          "upstreams": [
            "openai"
          ],
          "latency_ms": {
            "p50": 1002.404,
            "p95": 1002.404
          },
          "ttft_ms": {
            "p50": null,
            "p95": null
          },
          "exchanges": 4,
          "errors": 1,
          "input_tokens": 30,
          "output_tokens": 15,
          "counted_here": 1,
          "cost_usd": "0.011",
          "estimated_cost_usd": "0.02",
          "unpriced": 0,
          "tasks": {
            "exchanges": 1,
            "cost_usd": "0.001"
          },
          "first_seen_at": "2026-03-14T09:00:00Z",
          "last_seen_at": "2026-03-14T12:00:00Z"
        }
        """;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private DashboardHost _host = null!;
    private Guid _project;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await DashboardHost.StartAsync(Ct);
        await using var db = Some.Db(_host.Database.DataSource);
        _project = (await db.Projects.SingleAsync(Ct)).Id;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Users_and_models_are_told_with_the_names_of_the_documentation()
    {
        var done = new Done(_project, Some.Noon);
        done.Add("anna", r => (r.UserName, r.Session, r.UserGroups, r.UserSource) = ("Anna", "chat-7", ["Sales"], IdentitySource.Header));
        done.Add("anna", Done.Task);
        done.Add("anna", Done.CountedHere);
        done.Add("anna", Done.Refused);
        await Some.StoreAsync(_host.Database.DataSource, done.Exchanges, Ct);
        using var client = _host.Client(_host.ReadKey);

        Assert.Equal(User, Text((await GetAsync(client, "users?from=2026-03-01&to=2026-04-01")).GetProperty("data")[0]));
        var models = await GetAsync(client, "models?from=2026-03-01&to=2026-04-01");
        Assert.Equal(Model, Text(models.GetProperty("data")[0]));
        Assert.Equal("2026-03-01T00:00:00Z", models.GetProperty("from").GetString());
        Assert.Equal(JsonValueKind.Null, models.GetProperty("next_cursor").ValueKind);
    }

    [Theory]
    [InlineData("users", "user")]
    [InlineData("models", "model")]
    public async Task Pages_repeat_and_miss_nobody_while_more_arrives(string path, string field)
    {
        string[] names = ["a b", "anna@example.com", "ben/c", "gpt-4o", "李小梅", "zoë"];
        var done = new Done(_project, Some.Noon);
        foreach (var name in names.Concat(names))
        {
            done.Add(name, r => (r.ModelRequested, r.ModelServed) = (name, name));
        }

        await Some.StoreAsync(_host.Database.DataSource, done.Exchanges, Ct);
        using var client = _host.Client(_host.ReadKey);
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await GetAsync(client, $"{path}?from=2026-03-01&to=2026-04-01&limit=2&cursor={cursor}");
            seen.AddRange(page.GetProperty("data").EnumerateArray().Select(e => e.GetProperty(field).GetString()!));
            cursor = page.GetProperty("next_cursor").GetString();
            await Some.StoreAsync(_host.Database.DataSource, new Done(_project, Some.Noon) is var more && more.Add("anna@example.com") is not null ? more.Exchanges : [], Ct);
        }
        while (cursor is not null);

        Assert.Equal(names.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("limit=0", "limit is '0'")]
    [InlineData("limit=501", "limit is '501'")]
    [InlineData("from=yesterday", "from is 'yesterday'")]
    [InlineData("cursor=%FF", "cursor is not one")]
    [InlineData("cursor=AA", "cursor is not one")]
    public async Task A_parameter_that_is_not_understood_is_named(string query, string said)
    {
        using var client = _host.Client(_host.ReadKey);
        using var answer = await client.GetAsync($"/api/v1/users?{query}", Ct);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.StartsWith(said, (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exchanges_can_be_asked_for_by_user()
    {
        var done = new Done(_project, Some.Noon);
        done.Add("anna");
        done.Add("ben+1@example.com");
        await Some.StoreAsync(_host.Database.DataSource, done.Exchanges, Ct);
        using var client = _host.Client(_host.ReadKey);

        var told = (await GetAsync(client, "exchanges?user=ben%2B1%40example.com")).GetProperty("data");

        Assert.Equal(["ben+1@example.com"], told.EnumerateArray().Select(e => e.GetProperty("user").GetString()));
    }

    private static string Text(JsonElement element) => JsonSerializer.Serialize(element, Indented);

    private static async Task<JsonElement> GetAsync(HttpClient client, string path) => await client.GetFromJsonAsync<JsonElement>($"/api/v1/{path}", Ct);
}
