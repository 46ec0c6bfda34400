using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Testing;

namespace Observability.Dashboard.Tests;

public sealed class ApiTests : IAsyncLifetime
{
    private const string Told =
        """
        {
          "id": "ID",
          "started_at": "2026-03-14T12:00:00Z",
          "project": "default",
          "key_id": "KEY",
          "upstream": "openai",
          "format": "openai.chat",
          "method": "POST",
          "path": "/v1/chat/completions",
          "endpoint": "chat",
          "model_requested": "gpt-4o-mini",
          "model_served": "gpt-4o-mini-2024-07-18",
          "status": 200,
          "outcome": "completed",
          "capture": "kept",
          "capture_reason": null,
          "redaction": null,
          "masked": null,
          "error": null,
          "error_code": null,
          "stream": false,
          "task": null,
          "task_source": null,
          "user": "anna",
          "user_name": "Anna",
          "user_email": null,
          "user_role": null,
          "user_groups": [],
          "user_source": null,
          "session": "chat-7",
          "message_id": null,
          "user_message_id": null,
          "parent_message_id": null,
          "sources": null,
          "hop_of": null,
          "alterations": [],
          "properties": {
            "region": "eu"
          },
          "prompt_id": null,
          "finish_reason": "stop",
          "finish": "stop",
          "service_tier": "default",
          "input_tokens": 12,
          "output_tokens": 6,
          "cache_read_tokens": null,
          "cache_write_tokens": null,
          "reasoning_tokens": null,
          "audio_input_tokens": null,
          "audio_output_tokens": null,
          "usage_source": "provider",
          "pricing": "priced",
          "unpriced_reason": null,
          "cost_usd": "0.0000054",
          "estimated_cost_usd": null,
          "stated_cost_usd": "0.000005",
          "stated_cost_source": "usage.cost",
          "latency_ms": 1234.567,
          "ttft_ms": null,
          "first_visible_ms": null,
          "gap_p50_ms": 20.001,
          "gap_p95_ms": 41,
          "gap_p99_ms": 60,
          "longest_gap_ms": 900,
          "load_ms": 1500,
          "queue_ms": null,
          "prefill_ms": 12.5,
          "decode_ms": 700,
          "output_tokens_per_second": null,
          "overhead_ms": 0.087,
          "request_bytes": 85,
          "response_bytes": 205,
          "request_preview": "How far is the moon?",
          "response_preview": "384,400 km.",
          "tool_calls": [],
          "cache_status": null,
          "retries": 0,
          "replay_of": null,
          "client": "OpenAI/Python 1.0",
          "provider_request_id": null,
          "messages": 1,
          "tools_offered": 0,
          "images": 0,
          "rating": null,
          "tags": [],
          "scores": {},
          "comments": 0
        }
        """;

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
    public async Task Pages_repeat_and_miss_nothing_while_new_exchanges_arrive()
    {
        // Five at each instant, so that the id has to decide too.
        var old = Enumerable.Range(0, 60).Select(i => Some.Exchange(_project, Some.Noon.AddSeconds(i / 5))).ToList();
        await Some.StoreAsync(_host.Database.DataSource, old, Ct);
        using var client = _host.Client(_host.ReadKey);
        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await GetAsync(client, $"/api/v1/exchanges?limit=7&cursor={cursor}");
            seen.AddRange(page.GetProperty("data").EnumerateArray().Select(e => e.GetProperty("id").GetGuid()));
            cursor = page.GetProperty("next_cursor").GetString();
            await Some.StoreAsync(_host.Database.DataSource, [Some.Exchange(_project, Some.Noon.AddHours(1))], Ct);
        }
        while (cursor is not null);

        Assert.Equal(old.OrderByDescending(e => e.Row.StartedAt).ThenByDescending(e => e.Row.Id.ToString("N")).Select(e => e.Row.Id), seen);
    }

    [Fact]
    public async Task Lists_of_models_are_told_unless_they_are_not_wanted()
    {
        var now = TimeProvider.System.GetUtcNow();
        var (chat, list) = (Some.Exchange(_project, now), Some.Exchange(_project, now.AddSeconds(1)));
        list.Row.Endpoint = "models";
        await Some.StoreAsync(_host.Database.DataSource, [chat, list], Ct);
        using var client = _host.Client(_host.ReadKey);
        foreach (var (query, ids) in new (string, Guid[])[] { ("", [list.Row.Id, chat.Row.Id]), ("?models=true", [list.Row.Id, chat.Row.Id]), ("?models=false", [chat.Row.Id]) })
        {
            var page = await GetAsync(client, "/api/v1/exchanges" + query);
            Assert.Equal(ids, page.GetProperty("data").EnumerateArray().Select(e => e.GetProperty("id").GetGuid()));
        }
    }

    [Fact]
    public async Task Oldest_first_walks_the_same_rows_the_other_way()
    {
        await Some.StoreAsync(_host.Database.DataSource, Enumerable.Range(0, 9).Select(i => Some.Exchange(_project, Some.Noon.AddDays(i))), Ct);
        using var client = _host.Client(_host.ReadKey);
        var first = await GetAsync(client, "/api/v1/exchanges?order=asc&limit=4&from=2026-03-15&to=2026-03-22T12:00:00Z");
        var second = await GetAsync(client, $"/api/v1/exchanges?order=asc&limit=4&from=2026-03-15&to=2026-03-22T12:00:00Z&cursor={first.GetProperty("next_cursor").GetString()}");
        var starts = first.GetProperty("data").EnumerateArray().Concat(second.GetProperty("data").EnumerateArray())
            .Select(e => e.GetProperty("started_at").GetDateTimeOffset());
        Assert.Equal(Enumerable.Range(1, 7).Select(i => Some.Noon.AddDays(i)), starts);
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next_cursor").ValueKind);
    }

    [Fact]
    public async Task An_exchange_is_told_with_the_names_of_the_contract()
    {
        var exchange = Some.Exchange(_project, Some.Noon);
        await Some.StoreAsync(_host.Database.DataSource, [exchange], Ct);
        using var client = _host.Client(_host.ReadKey);
        var told = (await GetAsync(client, "/api/v1/exchanges")).GetProperty("data")[0];
        Assert.Equal(
            Told.Replace("ID", exchange.Row.Id.ToString(), StringComparison.Ordinal).Replace("KEY", exchange.Row.KeyId.ToString(), StringComparison.Ordinal),
            JsonSerializer.Serialize(told, Indented));
    }

    [Fact]
    public async Task One_exchange_brings_its_headers_reading_and_timeline()
    {
        var exchange = Some.Exchange(_project, Some.Noon);
        await Some.StoreAsync(_host.Database.DataSource, [exchange], Ct);
        using var client = _host.Client(_host.ReadKey);
        var told = await GetAsync(client, $"/api/v1/exchanges/{exchange.Row.Id}");
        Assert.Equal("application/json", told.GetProperty("request_headers").GetProperty("lines")[0].GetProperty("value").GetString());
        Assert.Equal(2, told.GetProperty("request_headers").GetProperty("dropped").GetInt32());
        Assert.Equal(1234.567m, told.GetProperty("timeline").GetProperty("last_byte_ms").GetDecimal());
        var messages = told.GetProperty("reading").GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("parts")[0].GetProperty("text").GetString());
        Assert.Equal(["How far is the moon?", "384,400 km."], messages);
    }

    [Fact]
    public async Task Raw_bodies_are_the_stored_bytes_with_their_type_and_coding_and_run_nowhere()
    {
        var gzip = new byte[] { 0x1f, 0x8b, 0, 255, 254, 10, 13, 0 };
        var exchange = Some.Exchange(_project, Some.Noon, response: gzip);
        exchange.Bodies.ResponseHeaders = new Domain.Exchanges.StoredHeaders([new("content-type", "text/html; charset=x"), new("content-encoding", "gzip")], 0).Encode();
        await Some.StoreAsync(_host.Database.DataSource, [exchange], Ct);
        using var client = _host.Client(_host.ReadKey);
        using var answer = await client.GetAsync($"/api/v1/exchanges/{exchange.Row.Id}/response", Ct);
        Assert.Equal(gzip, await answer.Content.ReadAsByteArrayAsync(Ct));
        Assert.Equal("text/html; charset=x", answer.Content.Headers.NonValidated["Content-Type"].ToString());
        Assert.Equal("gzip", answer.Content.Headers.NonValidated["Content-Encoding"].ToString());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("default-src 'none'; sandbox", answer.Headers.GetValues("Content-Security-Policy").Single());
        Assert.StartsWith("attachment", answer.Content.Headers.NonValidated["Content-Disposition"].ToString(), StringComparison.Ordinal);
        Assert.Equal(exchange.Bodies.RequestBody, await client.GetByteArrayAsync($"/api/v1/exchanges/{exchange.Row.Id}/request", Ct));
    }

    [Theory]
    [InlineData("limit=0", "limit is '0'")]
    [InlineData("limit=1001", "limit is '1001'")]
    [InlineData("limit=many", "limit is 'many'")]
    [InlineData("from=yesterday", "from is 'yesterday'")]
    [InlineData("to=2026-13-01", "to is '2026-13-01'")]
    [InlineData("order=up", "order is 'up'")]
    [InlineData("models=no", "models is 'no'")]
    [InlineData("cursor=zzz", "cursor is not one")]
    public async Task A_parameter_that_is_not_understood_is_named(string query, string said)
    {
        using var client = _host.Client(_host.ReadKey);
        using var answer = await client.GetAsync($"/api/v1/exchanges?{query}", Ct);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Equal("/problems/invalid-request", problem.GetProperty("type").GetString());
        Assert.StartsWith(said, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_key_reads_and_changes_nothing()
    {
        using var client = _host.Client(_host.ReadKey);
        using var refused = await client.PostAsJsonAsync("/api/v1/keys", new { name = "mine", kind = "admin" }, Ct);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal("/problems/forbidden", (await refused.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("type").GetString());
        Assert.Equal(4, (await GetAsync(client, "/api/v1/keys")).GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task A_key_works_from_its_creation_until_moments_after_it_is_revoked()
    {
        using var admin = _host.Client(_host.AdminKey);
        using var made = await admin.PostAsJsonAsync("/api/v1/keys", new { name = "script", kind = "read" }, Ct);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var created = await made.Content.ReadFromJsonAsync<JsonElement>(Ct);
        using var client = _host.Client(new Sensitive<string>(created.GetProperty("text").GetString()!));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/exchanges", Ct)).StatusCode);

        using var revoked = await admin.DeleteAsync($"/api/v1/keys/{created.GetProperty("key").GetProperty("id").GetGuid()}", Ct);
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        await Eventually.HoldsAsync(
            async () => (await client.GetAsync("/api/v1/exchanges", Ct)).StatusCode == HttpStatusCode.Unauthorized,
            TimeSpan.FromSeconds(7), "a revoked key is refused", Ct);
        using var again = await admin.DeleteAsync($"/api/v1/keys/{created.GetProperty("key").GetProperty("id").GetGuid()}", Ct);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
    }

    [Fact]
    public async Task A_key_of_a_kind_that_does_not_exist_or_a_misspelt_field_is_refused_in_words()
    {
        using var admin = _host.Client(_host.AdminKey);
        using var kind = await admin.PostAsJsonAsync("/api/v1/keys", new { name = "x", kind = "root" }, Ct);
        Assert.Contains("must be one of write, read, admin", await kind.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        using var field = await admin.PostAsJsonAsync("/api/v1/keys", new { name = "x", kind = "read", expires = "2030-01-01" }, Ct);
        Assert.Equal(HttpStatusCode.BadRequest, field.StatusCode);
        Assert.Contains("expires", await field.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_credential_is_never_told_again_and_does_not_follow_a_changed_origin()
    {
        using var admin = _host.Client(_host.AdminKey);
        var saved = await PostAsync(admin, new { name = "lab", base_url = "https://one.example/v1", credential = "sk-canary-0123456789" });
        Assert.Equal("6789", saved.GetProperty("credential_hint").GetString());
        var moved = await PostAsync(admin, new { name = "lab", base_url = "https://one.example/v2" });
        Assert.Equal("6789", moved.GetProperty("credential_hint").GetString());
        var elsewhere = await PostAsync(admin, new { name = "lab", base_url = "https://two.example/v1" });
        Assert.Equal(JsonValueKind.Null, elsewhere.GetProperty("credential_hint").ValueKind);
        Assert.DoesNotContain("canary", await admin.GetStringAsync("/api/v1/upstreams", Ct), StringComparison.Ordinal);
        await using var db = Some.Db(_host.Database.DataSource);
        Assert.Null((await db.Upstreams.SingleAsync(u => u.Name == "lab", Ct)).Credential);
    }

    [Theory]
    [InlineData("api", "https://a.example", "belongs to the product")]
    [InlineData("lab", "ftp://a.example", "The base URL must be")]
    [InlineData("lab", "https://user:pw@a.example", "The base URL must not hold a user")]
    [InlineData("lab", "https://a.example/?x=1", "The base URL must not have a query")]
    public async Task An_upstream_that_cannot_be_is_refused_in_words(string name, string url, string said)
    {
        using var admin = _host.Client(_host.AdminKey);
        using var answer = await admin.PostAsJsonAsync("/api/v1/upstreams", new { name, base_url = url }, Ct);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(said, await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static async Task<JsonElement> GetAsync(HttpClient client, string path) =>
        await client.GetFromJsonAsync<JsonElement>(path, Ct);

    private static async Task<JsonElement> PostAsync(HttpClient client, object upstream)
    {
        using var answer = await client.PostAsJsonAsync("/api/v1/upstreams", upstream, Ct);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
    }
}
