using System.Net;
using System.Net.Http.Json;
using System.Text;

namespace Observability.Dashboard.Tests.Audit;

/// <summary>Where the log cannot be written, what it was to tell of does not happen.</summary>
public sealed class UnwritableLogTests(AuditHost host) : IClassFixture<AuditHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_reads_a_prompt_finds_words_or_makes_a_key_unseen()
    {
        var row = await host.StoreAsync(Encoding.UTF8.GetBytes("""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"canary-8d2f"}]}"""));
        await RunAsync("create function full_disk() returns trigger language plpgsql as $$ begin raise exception 'disk full' using errcode = 'disk_full'; end $$");
        await RunAsync("create trigger full_disk before insert on audit_log for each statement execute function full_disk()");
        using var admin = host.Admin();
        foreach (var path in new[] { $"exchanges/{row.Id}", $"exchanges/{row.Id}/request", "exchanges?q=canary", "export?bodies=true" })
        {
            using var answer = await admin.GetAsync($"/api/v1/{path}", Ct);
            Assert.True((int)answer.StatusCode >= 500, $"{path} answers {(int)answer.StatusCode}.");
            var text = await answer.Content.ReadAsStringAsync(Ct);
            Assert.DoesNotContain("8d2f", text, StringComparison.Ordinal);
            Assert.DoesNotContain("insert", text, StringComparison.OrdinalIgnoreCase);
        }

        using (var refused = await admin.PostAsJsonAsync("/api/v1/keys", new { name = "unseen", kind = "write" }, Ct))
        {
            Assert.True((int)refused.StatusCode >= 500);
        }

        await RunAsync("drop trigger full_disk on audit_log");
        Assert.DoesNotContain("unseen", await admin.GetStringAsync("/api/v1/keys", Ct), StringComparison.Ordinal);
        var entries = await host.EntriesOfAsync(async () => Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync($"/api/v1/exchanges/{row.Id}", Ct)).StatusCode));
        // What could not be written is not taken for written.
        Assert.Equal("exchange.viewed", Assert.Single(entries).What);
    }

    private async Task RunAsync(string sql)
    {
        await using var command = host.Dashboard.Database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }
}
