using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Observability.Domain.Audit;

namespace Observability.Dashboard.Tests.Audit;

/// <summary>Each action leaves exactly one entry, and what is no action none.</summary>
public sealed class AuditedTests(AuditHost host) : IClassFixture<AuditHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Making_changing_and_revoking_a_key_is_an_entry_each_and_revoking_it_again_is_none()
    {
        using var admin = host.Admin();
        var id = Guid.Empty;
        var made = await host.EntriesOfAsync(async () =>
        {
            using var answer = await admin.PostAsJsonAsync("/api/v1/keys", new { name = "chat", kind = "write" }, Ct);
            id = (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("key").GetProperty("id").GetGuid();
        });
        var changed = await host.EntriesOfAsync(() => OkAsync(admin, HttpMethod.Put, $"/api/v1/keys/{id}/alterations", new { client = "open_web_ui" }));
        var revoked = await host.EntriesOfAsync(() => OkAsync(admin, HttpMethod.Delete, $"/api/v1/keys/{id}", null));
        var again = await host.EntriesOfAsync(async () => (await AuditHost.SendAsync(admin, HttpMethod.Delete, $"/api/v1/keys/{id}", null)).Dispose());

        Assert.Equal(["key.created", "key.alterations_changed", "key.revoked"], made.Concat(changed).Concat(revoked).Select(e => e.What));
        Assert.Empty(again);
        Assert.All(made.Concat(changed).Concat(revoked), e => Assert.Equal((id.ToString(), (Guid?)null), (e.Subject, e.AccountId)));
    }

    [Fact]
    public async Task An_upstream_is_added_given_a_credential_moved_and_removed_and_no_entry_holds_the_credential()
    {
        using var admin = host.Admin();
        async Task<AuditEntry> SaveAsync(object order) => Assert.Single(await host.EntriesOfAsync(() => OkAsync(admin, HttpMethod.Post, "/api/v1/upstreams", order)));

        var entries = new[]
        {
            await SaveAsync(new { name = "mine", base_url = "https://one.example/v1", credential = "sk-canary-4711" }),
            await SaveAsync(new { name = "mine", base_url = "https://one.example/v1" }),
            await SaveAsync(new { name = "mine", base_url = "https://two.example/v1" }),
            Assert.Single(await host.EntriesOfAsync(async () =>
            {
                var all = (await admin.GetFromJsonAsync<JsonElement>("/api/v1/upstreams", Ct)).GetProperty("data").EnumerateArray();
                await OkAsync(admin, HttpMethod.Delete, $"/api/v1/upstreams/{all.Single(u => u.GetProperty("name").GetString() == "mine").GetProperty("id").GetGuid()}", null);
            })),
        };
        Assert.Equal(["upstream.added", "upstream.changed", "upstream.changed", "upstream.removed"], entries.Select(e => e.What));
        Assert.Equal(["stored", "kept", "removed"], entries.Take(3).Select(e => Detail(e, "credential")));
        Assert.All(entries, e => Assert.DoesNotContain("4711", e.Details, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reading_a_request_is_one_entry_however_many_questions_it_takes()
    {
        var row = await host.StoreAsync();
        using var reader = host.Reader();
        var entries = await host.EntriesOfAsync(async () =>
        {
            foreach (var path in new[] { "", "", "/request", "/response" })
            {
                (await reader.GetAsync($"/api/v1/exchanges/{row.Id}{path}", Ct)).EnsureSuccessStatusCode();
            }
        });
        var entry = Assert.Single(entries);
        Assert.Equal(("exchange.viewed", row.Id.ToString(), host.Project), (entry.What, entry.Subject, entry.ProjectId));

        using var admin = host.Admin();
        Assert.Equal("exchange.viewed", Assert.Single(await host.EntriesOfAsync(() => OkAsync(admin, HttpMethod.Get, $"/api/v1/exchanges/{row.Id}", null))).What);
    }

    [Fact]
    public async Task What_is_not_there_was_not_read_and_lists_and_sums_are_no_reading()
    {
        await host.StoreAsync();
        using var reader = host.Reader();
        Assert.Empty(await host.EntriesOfAsync(async () =>
        {
            Assert.Equal(HttpStatusCode.NotFound, (await reader.GetAsync($"/api/v1/exchanges/{Guid.CreateVersion7()}", Ct)).StatusCode);
            foreach (var path in new[] { "exchanges?q=model:gpt-4o-mini", "conversations", "keys", "upstreams", "usage", "sums", "tags" })
            {
                (await reader.GetAsync($"/api/v1/{path}", Ct)).Dispose();
            }
        }));
    }

    [Fact]
    public async Task Looking_for_words_is_one_entry_with_the_filter_whichever_question_asks_it()
    {
        await host.StoreAsync();
        using var reader = host.Reader();
        var entries = await host.EntriesOfAsync(async () =>
        {
            (await reader.GetAsync("/api/v1/exchanges?q=moon%20model:gpt-4o-mini", Ct)).EnsureSuccessStatusCode();
            (await reader.GetAsync("/api/v1/exchanges?q=moon%20model:gpt-4o-mini&limit=1", Ct)).EnsureSuccessStatusCode();
            (await reader.GetAsync("/api/v1/exchanges?q=-output:moon", Ct)).EnsureSuccessStatusCode();
        });
        Assert.Equal(["texts.searched", "texts.searched"], entries.Select(e => e.What));
        Assert.Contains("moon", Detail(entries[0], "filter"), StringComparison.Ordinal);
        Assert.Equal("-output:moon", Detail(entries[1], "filter"));
    }

    [Fact]
    public async Task An_export_is_one_entry_its_search_included()
    {
        await host.StoreAsync();
        using var reader = host.Reader();
        var entry = Assert.Single(await host.EntriesOfAsync(() => OkAsync(reader, HttpMethod.Get, "/api/v1/export?q=sunshine&bodies=true", null)));
        Assert.Equal(("exchanges.exported", "sunshine"), (entry.What, Detail(entry, "q")));
    }

    [Fact]
    public async Task Signing_in_and_out_failing_and_being_locked_out_is_an_entry_each_and_no_name_is_written_down_that_no_account_has()
    {
        using var browser = host.Dashboard.Browser();
        Task<IReadOnlyList<AuditEntry>> TryAsync(string email, string password) => host.EntriesOfAsync(() => host.SignInAsync(browser, email, password));

        var unknown = Assert.Single(await TryAsync("my-password-in-the-wrong-field", "whatever it may be"));
        Assert.Equal(("account.sign_in_failed", "nobody", "", host.Project), (unknown.What, unknown.Who, unknown.Subject, unknown.ProjectId));
        Assert.DoesNotContain("wrong-field", unknown.Details, StringComparison.Ordinal);

        var right = Assert.Single(await TryAsync(DashboardHost.Email, DashboardHost.Password));
        Assert.Equal(("account.signed_in", DashboardHost.Email, right.AccountId.ToString()), (right.What, right.Who, right.Subject));
        Assert.Equal("127.0.0.1", Detail(right, "address"));

        var failures = new List<AuditEntry>();
        for (var i = 0; i < 6; i++)
        {
            failures.AddRange(await TryAsync(DashboardHost.Email, "wrong password here"));
        }

        Assert.Equal([.. Enumerable.Repeat("account.sign_in_failed", 4), "account.locked_out", "account.sign_in_failed"], failures.Select(e => e.What));
        Assert.All(failures, e => Assert.DoesNotContain("wrong password", e.Details + e.Who + e.Subject, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_first_start_tells_what_the_environment_ordered()
    {
        await using var db = Some.Db(host.Dashboard.Database.DataSource);
        Assert.Equal(
            ["account.created", "key.created", "key.created", "key.created", "retention.changed"],
            db.AuditLog.Where(a => a.Who == "environment").Select(a => a.What).AsEnumerable().Order(StringComparer.Ordinal));
    }

    private static string? Detail(AuditEntry entry, string name) => JsonDocument.Parse(entry.Details).RootElement.GetProperty(name).GetString();

    private static async Task OkAsync(HttpClient client, HttpMethod method, string path, object? body)
    {
        using var answer = await AuditHost.SendAsync(client, method, path, body);
        Assert.True(answer.IsSuccessStatusCode, $"{path} answers {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(Ct)}");
    }
}
