using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Observability.Dashboard.Audit;
using Observability.Domain.Audit;

namespace Observability.Dashboard.Tests.Audit;

/// <summary>The audit log as admins see it, and nobody else; and what happens when it cannot be written.</summary>
public sealed class AuditApiTests(AuditHost host) : IClassFixture<AuditHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pages_by_keyset_tell_every_entry_once_newest_first_each_with_its_place_in_the_chain()
    {
        await SomethingAsync(7);
        using var admin = host.Admin();
        var (told, cursor) = (new List<JsonElement>(), "");
        do
        {
            var page = await admin.GetFromJsonAsync<JsonElement>($"/api/v1/audit?limit=3&cursor={cursor}", Ct);
            told.AddRange(page.GetProperty("data").EnumerateArray());
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);

        var whole = (await admin.GetFromJsonAsync<JsonElement>("/api/v1/audit?limit=1000", Ct)).GetProperty("data").EnumerateArray().ToList();
        Assert.Equal(whole.Select(e => e.GetProperty("id").GetGuid()), told.Select(e => e.GetProperty("id").GetGuid()));
        Assert.Equal(Enumerable.Range(1, whole.Count), whole.Select(e => e.GetProperty("number").GetInt32()).Order());
        var verdict = await admin.GetFromJsonAsync<JsonElement>("/api/v1/audit/verify", Ct);
        Assert.Equal((true, whole.Count), (verdict.GetProperty("whole").GetBoolean(), verdict.GetProperty("entries").GetInt32()));
        Assert.Contains(whole, e => e.GetProperty("hash").GetString() == verdict.GetProperty("head").GetString());
    }

    [Fact]
    public async Task A_filter_keeps_who_what_which_thing_and_when()
    {
        await SomethingAsync(2);
        using var admin = host.Admin();
        async Task<IReadOnlyList<JsonElement>> AskAsync(string query) =>
            [.. (await admin.GetFromJsonAsync<JsonElement>("/api/v1/audit?limit=1000&" + query, Ct)).GetProperty("data").EnumerateArray()];

        var all = await AskAsync("");
        Assert.Equal(all.Count(e => What(e).StartsWith("key.", StringComparison.Ordinal)), (await AskAsync("what=key.*")).Count);
        Assert.Equal(all.Count(e => What(e) == "key.created"), (await AskAsync("what=key.created")).Count);
        Assert.Equal(all.Count(e => e.GetProperty("who").GetString() == "environment"), (await AskAsync("who=environment")).Count);
        var one = all[0];
        Assert.Contains(await AskAsync($"subject={one.GetProperty("subject").GetString()}"), e => e.GetProperty("id").GetGuid() == one.GetProperty("id").GetGuid());
        Assert.Empty(await AskAsync("to=2020-01-01"));
        Assert.Equal(all.Count, (await AskAsync("from=2020-01-01")).Count);
        Assert.Equal(HttpStatusCode.BadRequest, (await admin.GetAsync("/api/v1/audit?cursor=nonsense", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await admin.GetAsync("/api/v1/audit?limit=0", Ct)).StatusCode);
    }

    [Theory]
    [InlineData("/api/v1/audit")]
    [InlineData("/api/v1/audit/verify")]
    [InlineData("/api/v1/audit/export")]
    public async Task Who_may_only_read_does_not_see_what_others_looked_for(string path)
    {
        using var reader = host.Reader();
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.GetAsync(path, Ct)).StatusCode);
    }

    [Fact]
    public async Task Another_projects_entries_are_in_no_answer()
    {
        var theirs = Guid.CreateVersion7();
        await using (var db = Some.Db(host.Dashboard.Database.DataSource))
        {
            db.Add(new AuditEntry { Id = Guid.CreateVersion7(), ProjectId = theirs, At = Some.Noon, Who = "eve-of-another", What = "key.created", Subject = "x" });
            await db.SaveChangesAsync(Ct);
        }

        using var admin = host.Admin();
        foreach (var path in new[] { "/api/v1/audit?limit=1000", "/api/v1/audit?who=eve-of-another", "/api/v1/audit?subject=x", "/api/v1/audit/export", "/api/v1/audit/export?format=csv" })
        {
            Assert.DoesNotContain("\"eve-of-another\"", (await admin.GetStringAsync(path, Ct)).Replace("\"filter\":{\"who\":\"eve-of-another\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_file_holds_every_entry_and_taking_it_is_one()
    {
        await SomethingAsync(3);
        using var admin = host.Admin();
        var entry = Assert.Single(await host.EntriesOfAsync(() => admin.GetStringAsync("/api/v1/audit/export", Ct)));
        Assert.Equal("audit.exported", entry.What);

        var lines = (await admin.GetStringAsync("/api/v1/audit/export", Ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var table = (await admin.GetStringAsync("/api/v1/audit/export?format=csv", Ct)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, l => Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(l).RootElement.ValueKind));
        // The second file has an entry more: the first one's.
        Assert.Equal(lines.Length + 1, table.Length - 1);
        Assert.StartsWith("number,hash,id,at,who,account_id,what,subject,details", table[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_signed_in_admin_downloads_the_same()
    {
        using var browser = host.Dashboard.Browser();
        await host.SignInAsync(browser, DashboardHost.Email, DashboardHost.Password);
        Assert.Contains("key.created", await browser.GetStringAsync("/audit/log.csv?what=key.*", Ct), StringComparison.Ordinal);
        Assert.DoesNotContain("\"what\":\"account.", await browser.GetStringAsync("/audit/log.jsonl?what=key.*", Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_tells_of_every_chain_in_a_line_and_whether_all_are_whole()
    {
        var output = new StringWriter();
        Assert.True(await AuditCheck.RunAsync(host.Dashboard.Database.DataSource, output, Ct));
        Assert.Matches($"AUDIT project={host.Project} entries=[1-9][0-9]* head=[0-9a-f]{{64}} whole", output.ToString());
    }

    private static string What(JsonElement entry) => entry.GetProperty("what").GetString()!;

    private async Task SomethingAsync(int times)
    {
        using var admin = host.Admin();
        for (var i = 0; i < times; i++)
        {
            (await admin.PostAsJsonAsync("/api/v1/keys", new { name = $"key {i}", kind = "write" }, Ct)).EnsureSuccessStatusCode();
        }
    }
}
