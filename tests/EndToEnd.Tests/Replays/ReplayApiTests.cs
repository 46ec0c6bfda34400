using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Observability.Domain.Keys;
using Observability.EndToEnd.Tests.Standalone;
using Observability.Testing;
using Observability.Testing.FakeProvider;

namespace Observability.EndToEnd.Tests.Replays;

/// <summary>A captured call sent again by the API: dashboard, proxy, provider and PostgreSQL, all real but the provider's wit.</summary>
public sealed class ReplayApiTests(ReplaySite site) : IClassFixture<ReplaySite>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_replay_is_the_same_call_to_the_byte_and_an_exchange_of_its_own()
    {
        var nonce = Guid.NewGuid().ToString();
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes($$"""{ "model":"gpt-4o",  "temperature": 1.0, "messages":[{"role":"user","content":"[[nonce:{{nonce}}]]"}]}"""));
        body.Headers.ContentType = new("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions?a=%2F&b") { Content = body };
        request.Headers.TransferEncodingChunked = true;
        request.Headers.Add("X-Stainless-Lang", "python");
        request.Headers.Add("X-OpenWebUI-Chat-Id", "chat-7");
        request.Headers.Add("Helicone-User-Id", "anna");
        var original = await site.CaptureAsync(request, Ct);

        var told = await ReplayAsync(original, new { why = "is it the same?" }, HttpStatusCode.OK);

        var id = told.GetProperty("id").GetGuid();
        Assert.Equal((original, 200, true), (told.GetProperty("replay_of").GetGuid(), told.GetProperty("status").GetInt32(), told.GetProperty("complete").GetBoolean()));
        var row = await site.RowAsync(id, Ct);
        Assert.Equal((original, "completed"), (row.GetProperty("replay_of").GetGuid(), row.GetProperty("outcome").GetString()));
        Assert.Equal(JsonValueKind.Null, row.GetProperty("session").ValueKind);
        var seen = site.Provider.Ledger.Find(nonce);
        Assert.Equal(2, seen.Count);
        Assert.Equal(Described(seen[0]), Described(seen[1]));

        var audit = (await site.Admin.GetFromJsonAsync<JsonElement>($"/api/v1/audit?subject={original}", Ct)).GetProperty("data")[0];
        Assert.Equal("exchange.replayed", audit.GetProperty("what").GetString());
        Assert.Equal(row.GetProperty("user").GetString(), audit.GetProperty("who").GetString());
        var details = audit.GetProperty("details");
        Assert.Equal(
            (id, "openai", "gpt-4o", "is it the same?", false),
            (details.GetProperty("id").GetGuid(), details.GetProperty("upstream").GetString(), details.GetProperty("model").GetString(), details.GetProperty("why").GetString(), details.GetProperty("own_credential").GetBoolean()));
    }

    [Fact]
    public async Task With_changes_it_goes_elsewhere_and_says_something_else()
    {
        var original = await site.CaptureChatAsync("gpt-4o", Ct);
        var told = await ReplayAsync(
            original, new { upstream = "bare", model = "gpt-4o-mini", body = new { temperature = 0.5, messages = (object?)null, metadata = new { a = (object?)null } } }, HttpStatusCode.OK);
        var id = told.GetProperty("id").GetGuid();
        var row = await site.RowAsync(id, Ct);
        Assert.Equal(("bare", "/v1/chat/completions", "gpt-4o-mini"), (row.GetProperty("upstream").GetString(), row.GetProperty("path").GetString(), row.GetProperty("model_requested").GetString()));
        Assert.Equal("""{"model":"gpt-4o-mini","temperature":0.5,"metadata":{}}""", await site.Reader.GetStringAsync($"/api/v1/exchanges/{id}/request", Ct));
    }

    [Fact]
    public async Task Whoever_may_only_read_sends_nothing_and_nobody_sees_another_project()
    {
        var original = await site.CaptureChatAsync("gpt-4o", Ct);
        var arrived = site.Provider.Ledger.Arrived;
        await ReplayAsync(original, new { }, HttpStatusCode.Forbidden, site.Reader);
        await ReplayAsync(Guid.CreateVersion7(), new { }, HttpStatusCode.NotFound);
        var (other, key) = await OtherProjectAsync();
        using (other)
        {
            await ReplayAsync(original, new { }, HttpStatusCode.NotFound, other);
            Assert.NotEmpty(key);
        }

        Assert.Equal(arrived, site.Provider.Ledger.Arrived);
    }

    [Theory]
    [InlineData("""{"upstream":"nobody"}""", "The project has no upstream 'nobody'. It has: anthropic, bare, gemini, gone, ollama, openai, openrouter, openwebui.")]
    [InlineData("""{"upstream":"anthropic"}""", "'anthropic' speaks anthropic and not openai, and nothing is translated between formats: choose an upstream that speaks openai.")]
    [InlineData("""{"model":" "}""", "The model's name is empty, too long, or holds control characters.")]
    [InlineData("""{"body":[1]}""", "Changes to the body must be a JSON object: a merge patch.")]
    [InlineData("""{"credential":"a b"}""", "The credential must be visible ASCII characters without spaces: it travels in a header.")]
    [InlineData("""{"headers":{"Authorization":"Bearer x"}}""", "The header 'Authorization' cannot be set: HTTP or the proxy sets it, or it is a credential's, which is given for the call instead.")]
    public async Task A_change_that_cannot_be_is_told_and_nothing_is_sent(string order, string said)
    {
        var original = await site.CaptureChatAsync("gpt-4o", Ct);
        var arrived = site.Provider.Ledger.Arrived;
        Assert.Equal(said, Detail(await ReplayAsync(original, JsonSerializer.Deserialize<JsonElement>(order), HttpStatusCode.UnprocessableEntity)));
        Assert.Equal(arrived, site.Provider.Ledger.Arrived);
    }

    [Fact]
    public async Task A_body_that_is_no_json_is_a_bad_request()
    {
        var original = await site.CaptureChatAsync("gpt-4o", Ct);
        using var content = new StringContent("""{"model": """, Encoding.UTF8, "application/json");
        using var answer = await site.Admin.PostAsync($"/api/v1/exchanges/{original}/replay", content, Ct);
        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task An_upstream_that_is_gone_a_credential_it_rejects_and_a_model_it_does_not_know_are_told_and_kept()
    {
        var original = await site.CaptureChatAsync("gpt-4o", Ct);
        foreach (var (order, status, outcome, trouble) in new (object, int, string, string)[]
        {
            (new { upstream = "gone", credential = "sk-x" }, 502, "upstream_unreachable", "The upstream 'gone' cannot be reached."),
            (new { credential = "sk-wrong" }, 401, "upstream_refused", "The upstream 'openai' rejects the credential that was given for this call (401)."),
            (new { model = "fails-404" }, 404, "upstream_refused", "The upstream 'openai' knows no model 'fails-404', or no such path (404)."),
        })
        {
            var told = await ReplayAsync(original, order, HttpStatusCode.OK);
            Assert.Equal((status, trouble), (told.GetProperty("status").GetInt32(), told.GetProperty("trouble").GetString()));
            Assert.Equal(outcome, (await site.RowAsync(told.GetProperty("id").GetGuid(), Ct)).GetProperty("outcome").GetString());
        }

        // A typed credential is nowhere afterwards.
        await using var command = site.Database.CreateCommand("select count(*) from audit_log where details::text like '%sk-wrong%' or details::text like '%sk-stored%'");
        Assert.Equal(0L, await command.ExecuteScalarAsync(Ct));
    }

    [Fact]
    public async Task A_truncated_body_and_a_redacted_value_are_asked_for_and_can_be_filled_in()
    {
        var original = await site.CaptureChatAsync("gpt-4o", Ct);
        await site.ExecuteAsync("update exchanges set request_bytes = 9000000, path = path || '?sig=[redacted]' where id = $1", Ct, original);
        var gaps = await ReplayAsync(original, new { }, HttpStatusCode.Conflict);
        Assert.Equal(
            ["body_truncated body ", "redacted_value query_value sig"],
            gaps.GetProperty("gaps").EnumerateArray().Select(g => $"{g.GetProperty("kind").GetString()} {g.GetProperty("fill").GetString()} {g.GetProperty("name").GetString()}"));
        Assert.StartsWith("Only 8", Detail(gaps), StringComparison.Ordinal);

        var told = await ReplayAsync(
            original, new { whole_body = new { model = "gpt-4o", messages = new[] { new { role = "user", content = "Short." } } }, query = new { sig = "s/1" } }, HttpStatusCode.OK);
        var row = await site.RowAsync(told.GetProperty("id").GetGuid(), Ct);
        Assert.Equal("/v1/chat/completions?sig=[redacted]", row.GetProperty("path").GetString());
        Assert.Equal("/v1/chat/completions?sig=s%2F1", site.Provider.Ledger.Entries[^1].Target);
    }

    [Fact]
    public async Task Whoever_leaves_breaks_the_call_off()
    {
        var original = await site.CaptureChatAsync("gpt-4o", Ct);
        var arrived = site.Provider.Ledger.Arrived;
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var replay = site.Admin.PostAsJsonAsync($"/api/v1/exchanges/{original}/replay", new { model = "never-answers" }, leave.Token);
        await Eventually.HoldsAsync(() => site.Provider.Ledger.Arrived > arrived, RunProcess.Patience, "the provider has the call", Ct);
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => replay);
        await Eventually.HoldsAsync(() => site.Provider.Ledger.Entries[(int)arrived].End == LedgerEnd.ClientGone, RunProcess.Patience, "the call is broken off", Ct);
    }

    [Fact]
    [Trait("Fault", "F-56")]
    public async Task Too_many_calls_within_a_minute_have_to_wait()
    {
        var original = await site.CaptureChatAsync("gpt-4o", Ct);
        using var made = await site.Admin.PostAsJsonAsync("/api/v1/keys", new { name = "hasty", kind = "admin" }, Ct);
        using var hasty = site.Dashboard((await made.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("text").GetString()!);
        for (var i = 0; i < ReplaySite.CallsPerMinute; i++)
        {
            await ReplayAsync(original, new { }, HttpStatusCode.OK, hasty);
        }

        using var answer = await hasty.PostAsJsonAsync($"/api/v1/exchanges/{original}/replay", new { }, Ct);
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.StartsWith($"{ReplaySite.CallsPerMinute} calls were sent within a minute, which is the limit.", Detail(await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_projects_key_does_not_work_nothing_is_sent_and_that_is_said()
    {
        var original = await site.CaptureChatAsync("gpt-4o", Ct);
        var (other, _) = await OtherProjectAsync();
        using (other)
        {
            // The other project has this exchange now, and no key for replays.
            await site.ExecuteAsync("update exchanges set project_id = (select id from projects where slug = 'other') where id = $1", Ct, original);
            await site.ExecuteAsync("update exchange_bodies set project_id = (select id from projects where slug = 'other') where id = $1", Ct, original);
            var refused = await ReplayAsync(original, new { }, HttpStatusCode.BadGateway, other);
            Assert.StartsWith("The project's key for replays does not work", Detail(refused), StringComparison.Ordinal);
            Assert.Equal(JsonValueKind.Null, refused.GetProperty("id").ValueKind);
        }
    }

    private async Task<(HttpClient Client, string Key)> OtherProjectAsync()
    {
        var key = KeyText.Generate(KeyKind.Admin).Value;
        await site.ExecuteAsync(
            """
            with other as (insert into projects (id, slug, name, default_upstream, created_at) values ($1, 'other', 'Other', 'openai', now())
                on conflict (slug) do update set name = excluded.name returning id)
            insert into keys (id, project_id, kind, name, digest, hint, created_at) select $2, id, 'admin', 'other', $3, $4, now() from other
            """,
            Ct, Guid.CreateVersion7(), Guid.CreateVersion7(), KeyText.DigestOf(key), KeyText.HintOf(key));
        return (site.Dashboard(key), key);
    }

    private async Task<JsonElement> ReplayAsync(Guid id, object order, HttpStatusCode expected, HttpClient? by = null)
    {
        using var answer = await (by ?? site.Admin).PostAsJsonAsync($"/api/v1/exchanges/{id}/replay", order, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.StatusCode == expected, $"{answer.StatusCode}: {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    private static string? Detail(JsonElement problem) => problem.GetProperty("detail").GetString();

    private static string Described(LedgerEntry entry) =>
        $"{entry.Method} {entry.Target} {entry.RequestSha256}\n{string.Join('\n', entry.Headers.Select(h => $"{h.Key}: {h.Value}"))}";
}
