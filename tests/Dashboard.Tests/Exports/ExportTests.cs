using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Exports;
using Observability.Domain.Exchanges;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Exports;

/// <summary>Exports from the API and for the browser, over real rows.</summary>
public sealed partial class ExportTests : IAsyncLifetime
{
    // Some 30 MB: a client that reads nothing keeps most of it from being written.
    private const int Many = 20_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

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
    public async Task Every_exchange_is_in_it_once_oldest_first_over_days_and_batches_as_the_api_tells_of_it()
    {
        // Three days, many of the same moment, more than a batch on one of them.
        var rows = Enumerable.Range(0, 1_300).Select(i => Some.Exchange(_project, Some.Noon.AddDays(i / 600).AddSeconds(i / 7))).ToList();
        await Some.StoreAsync(_host.Database.DataSource, rows, Ct);

        var lines = await LinesAsync("/api/v1/export");

        Assert.Equal(
            rows.OrderBy(r => r.Row.StartedAt).ThenBy(r => r.Row.Id.ToString("N"), StringComparer.Ordinal).Select(r => r.Row.Id),
            lines.Select(l => l.GetProperty("id").GetGuid()));
        using var client = _host.Client(_host.ReadKey);
        var listed = await client.GetFromJsonAsync<JsonElement>("/api/v1/exchanges?limit=1&order=asc", Ct);
        Assert.Equal(listed.GetProperty("data")[0].GetRawText(), lines[0].GetRawText());
    }

    [Fact]
    public async Task What_narrows_a_list_narrows_an_export()
    {
        var rows = Enumerable.Range(0, 40).Select(i => Some.Exchange(_project, Some.Noon.AddHours(i))).ToList();
        foreach (var (exchange, i) in rows.Select((r, i) => (r.Row, i)))
        {
            exchange.ModelRequested = i % 2 == 0 ? "gpt-4o" : "claude";
            exchange.User = i % 3 == 0 ? "ben" : "anna";
        }

        await Some.StoreAsync(_host.Database.DataSource, [.. rows, Some.Exchange(Guid.CreateVersion7(), Some.Noon)], Ct);
        IEnumerable<Guid> Kept(Func<Exchange, bool> keep) => rows.Select(r => r.Row).Where(keep).Select(r => r.Id);

        Assert.Equal(Kept(_ => true), await IdsAsync("/api/v1/export"));
        Assert.Equal(Kept(r => r.ModelRequested == "claude"), await IdsAsync("/api/v1/export?q=model:claude"));
        Assert.Equal(Kept(r => r.User == "ben"), await IdsAsync("/api/v1/export?user=ben"));
        Assert.Equal(
            Kept(r => r.StartedAt >= Some.Noon.AddHours(3) && r.StartedAt < Some.Noon.AddHours(20)),
            await IdsAsync("/api/v1/export?from=2026-03-14T15:00:00Z&to=2026-03-15T08:00:00Z"));
        Assert.Equal([rows[3].Row.Id, rows[9].Row.Id], await IdsAsync($"/api/v1/export?ids={rows[9].Row.Id},{rows[3].Row.Id}&q=model:none"));
        Assert.Empty(await IdsAsync("/api/v1/export?q=cost:%3E5"));
    }

    [Fact]
    public async Task A_thousand_chosen_exchanges_fit_into_a_body()
    {
        var rows = Enumerable.Range(0, 1_000).Select(i => Some.Exchange(_project, Some.Noon.AddSeconds(i))).ToList();
        await Some.StoreAsync(_host.Database.DataSource, [.. rows, Some.Exchange(_project, Some.Noon)], Ct);
        using var client = _host.Client(_host.ReadKey);
        using var answer = await client.PostAsJsonAsync("/api/v1/export", new { ids = rows.Select(r => r.Row.Id) }, Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(1_000, (await answer.Content.ReadAsStringAsync(Ct)).Count(c => c == '\n'));
    }

    [Fact]
    public async Task Bodies_go_along_as_json_where_they_are_json_and_else_as_their_bytes()
    {
        var stream = Encoding.UTF8.GetBytes("data: {\"a\":1}\n\n");
        var rows = new[]
        {
            Some.Exchange(_project, Some.Noon, "{ \"n\": 1.10,\n \"n\": 2 }"u8.ToArray(), stream),
            Some.Exchange(_project, Some.Noon.AddSeconds(1)),
        };
        await Some.StoreAsync(_host.Database.DataSource, rows, Ct);
        await using (var db = Some.Db(_host.Database.DataSource))
        {
            await db.ExchangeBodies.Where(b => b.Id == rows[1].Row.Id).ExecuteDeleteAsync(Ct);
        }

        var lines = await LinesAsync("/api/v1/export?bodies=true");

        Assert.Equal("""{"n":1.10,"n":2}""", lines[0].GetProperty("request").GetProperty("json").GetRawText());
        Assert.False(lines[0].GetProperty("request").TryGetProperty("base64", out _));
        Assert.Equal(stream, lines[0].GetProperty("response").GetProperty("base64").GetBytesFromBase64());
        Assert.Equal("application/json", lines[0].GetProperty("response").GetProperty("content_type").GetString());
        Assert.Equal(JsonValueKind.Null, lines[1].GetProperty("request").ValueKind);
    }

    [Fact]
    public async Task The_table_has_a_column_for_every_field_of_the_api_and_holds_the_same()
    {
        var row = Some.Exchange(_project, Some.Noon);
        (row.Row.User, row.Row.RequestPreview) = ("=cmd|' /C calc'!A0", "two\r\nlines, \"quoted\"");
        await Some.StoreAsync(_host.Database.DataSource, [row], Ct);
        using var client = _host.Client(_host.ReadKey);

        using var answer = await client.GetAsync("/api/v1/export?format=csv", Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        var table = CsvReader.Read(text.TrimStart('\uFEFF'));
        var json = (await LinesAsync("/api/v1/export"))[0];

        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        Assert.EndsWith(".csv", answer.Content.Headers.ContentDisposition?.FileName?.Trim('"'), StringComparison.Ordinal);
        Assert.Equal(json.EnumerateObject().Select(p => p.Name), table[0]);
        var cells = table[0].Zip(table[1]).ToDictionary(c => c.First, c => c.Second);
        Assert.Equal(("'=cmd|' /C calc'!A0", "two\r\nlines, \"quoted\"", "0.0000054", "1234.567"), (cells["user"], cells["request_preview"], cells["cost_usd"], cells["latency_ms"]));
        Assert.Equal(("""{"region":"eu"}""", "[]", "", "2026-03-14T12:00:00Z"), (cells["properties"], cells["tool_calls"], cells["ttft_ms"], cells["started_at"]));
    }

    [Fact]
    public async Task Examples_to_train_on_say_how_many_were_left_out_and_why()
    {
        var (good, aborted, other) = (Some.Exchange(_project, Some.Noon), Some.Exchange(_project, Some.Noon.AddSeconds(1)), Some.Exchange(_project, Some.Noon.AddSeconds(2)));
        (aborted.Row.Outcome, other.Row.Endpoint) = (ExchangeOutcome.ClientAborted, "embeddings");
        await Some.StoreAsync(_host.Database.DataSource, [good, aborted, other], Ct);
        using var client = _host.Client(_host.ReadKey);

        using var answer = await client.GetAsync("/api/v1/export?format=finetune", Ct);
        Assert.Equal(
            """{"messages":[{"role":"user","content":"How far is the moon?"},{"role":"assistant","content":"384,400 km."}]}""" + "\n",
            await answer.Content.ReadAsStringAsync(Ct));
        var id = answer.Headers.GetValues("X-Observability-Export").Single();
        var status = await EndedAsync(client, id, "done");
        Assert.Equal(1, status.GetProperty("exchanges").GetInt64());
        Assert.Equal("""{"not_completed":1,"no_conversation":1}""", status.GetProperty("left_out").GetRawText());
        using var admin = _host.Client(_host.AdminKey);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.GetAsync($"/api/v1/exports/{id}", Ct)).StatusCode);
    }

    [Theory]
    [InlineData("format=xml", "format is 'xml'; it must be one of ndjson, csv, finetune.")]
    [InlineData("format=csv&bodies=true", "bodies go with ndjson only; format is 'csv'.")]
    [InlineData("ids=", "ids is empty: leave it out to export what the filter keeps.")]
    [InlineData("ids=12", "ids holds '12', which is no id.")]
    [InlineData("q=modle:x", "Unknown field 'modle' at column 1. Did you mean model?")]
    public async Task What_is_not_understood_is_refused_in_words(string query, string detail)
    {
        using var client = _host.Client(_host.ReadKey);
        using var answer = await client.GetAsync("/api/v1/export?" + query, Ct);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(detail, (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Whoever_takes_exchanges_away_stands_in_the_audit_log()
    {
        using var client = _host.Client(_host.ReadKey);
        (await client.GetAsync("/api/v1/export?q=user:anna&bodies=true", Ct)).EnsureSuccessStatusCode();

        await using var db = Some.Db(_host.Database.DataSource);
        var entry = await db.AuditLog.SingleAsync(a => a.What == "exchanges.exported", Ct);
        using var details = JsonDocument.Parse(entry.Details);
        Assert.Equal(("ndjson", true, "user:anna"), (details.RootElement.GetProperty("format").GetString(), details.RootElement.GetProperty("bodies").GetBoolean(), details.RootElement.GetProperty("q").GetString()));
    }

    [Fact]
    public async Task When_something_breaks_in_the_middle_the_download_is_broken_off_and_says_why()
    {
        await ManyExchanges.StoreAsync(_host.Database.DataSource, Some.Exchange(_project, Some.Noon), Many, Ct);
        using var client = _host.Client(_host.ReadKey);
        using var answer = await client.GetAsync("/api/v1/export", HttpCompletionOption.ResponseHeadersRead, Ct);
        var id = answer.Headers.GetValues("X-Observability-Export").Single();

        // The client reads nothing, so most is not written yet.
        await using (var command = _host.Database.DataSource.CreateCommand("alter table exchanges rename to taken_away"))
        {
            await command.ExecuteNonQueryAsync(Ct);
        }

        await Assert.ThrowsAnyAsync<Exception>(async () => await answer.Content.CopyToAsync(Stream.Null, Ct));
        var status = await EndedAsync(client, id, "failed");
        Assert.Equal("Something broke in the dashboard; its log says more.", status.GetProperty("problem").GetString());
    }

    [Fact]
    [Trait("Fault", "F-55")]
    public async Task Ten_times_as_many_exchanges_take_no_more_memory_and_no_faster_than_they_are_read()
    {
        await ManyExchanges.StoreAsync(_host.Database.DataSource, Some.Exchange(_project, Some.Noon), Many, Ct);
        using var client = _host.Client(_host.ReadKey);
        using (var unread = await client.GetAsync("/api/v1/export", HttpCompletionOption.ResponseHeadersRead, Ct))
        {
            var status = await EndedAsync(client, unread.Headers.GetValues("X-Observability-Export").Single(), "running");
            Assert.True(status.GetProperty("exchanges").GetInt64() < Many);
        }

        var few = await MostKeptAsync(client, "/api/v1/export?to=2026-03-14T12:00:02Z", Many / 10);
        var many = await MostKeptAsync(client, "/api/v1/export", Many);

        Assert.True(many < few * 1.3, $"{Many / 10} exchanges took {few >> 20} MB, {Many} took {many >> 20} MB.");
    }

    [Fact]
    public async Task An_export_ends_when_its_client_goes_away()
    {
        await ManyExchanges.StoreAsync(_host.Database.DataSource, Some.Exchange(_project, Some.Noon), Many, Ct);
        using var client = _host.Client(_host.ReadKey);
        string id;
        using (var answer = await client.GetAsync("/api/v1/export", HttpCompletionOption.ResponseHeadersRead, Ct))
        {
            id = answer.Headers.GetValues("X-Observability-Export").Single();
        }

        Assert.True((await EndedAsync(client, id, "cancelled")).GetProperty("exchanges").GetInt64() < Many);
    }

    [Fact]
    public async Task An_export_that_was_prepared_is_downloaded_once_by_who_prepared_it_and_ends_when_it_is_stopped()
    {
        await ManyExchanges.StoreAsync(_host.Database.DataSource, Some.Exchange(_project, Some.Noon), Many, Ct);
        var runs = _host.App.Services.GetRequiredService<ExportRuns>();
        using var browser = await SignedInAsync();
        var caller = new Caller(_project, Access.Admin, DashboardHost.Email) { SeesBodies = true };
        var messages = _host.App.Services.GetRequiredService<Messages>();
        var prepared = await messages.SendAsync(caller, new PrepareExport(new(ExchangeFilter.All, ExportFormat.Ndjson, false)), Ct);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(ExportRoutes.Href(Guid.CreateVersion7()), Ct)).StatusCode);
        using var download = await browser.GetAsync(ExportRoutes.Href(prepared.Id), HttpCompletionOption.ResponseHeadersRead, Ct);
        Assert.Equal(HttpStatusCode.OK, download.StatusCode);
        Assert.True(await messages.SendAsync(caller, new StopExport(prepared.Id), Ct));

        await Assert.ThrowsAnyAsync<Exception>(async () => await download.Content.CopyToAsync(Stream.Null, Ct));
        await Eventually.HoldsAsync(() => runs.Find(caller, prepared.Id)!.Status.State == ExportState.Cancelled, Patience, "the export is stopped", Ct);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await browser.GetAsync(ExportRoutes.Href(prepared.Id), Ct)).StatusCode);
    }

    // The most that was in use while an export was read, garbage left aside.
    private static async Task<long> MostKeptAsync(HttpClient client, string address, int rows)
    {
        using var answer = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, Ct);
        await using var stream = await answer.Content.ReadAsStreamAsync(Ct);
        var (buffer, most, lines, reads) = (new byte[64 << 10], 0L, 0, 0);
        for (int read; (read = await stream.ReadAsync(buffer, Ct)) > 0;)
        {
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
            most = reads++ % 50 == 0 ? Math.Max(most, GC.GetTotalMemory(forceFullCollection: true)) : most;
        }

        Assert.Equal(rows, lines);
        return most;
    }

    private static async Task<JsonElement> EndedAsync(HttpClient client, string id, string state)
    {
        JsonElement status = default;
        await Eventually.HoldsAsync(
            async () => (status = await client.GetFromJsonAsync<JsonElement>($"/api/v1/exports/{id}", Ct)).GetProperty("state").GetString() == state,
            Patience, $"the export is {state}", Ct);
        return status;
    }

    private async Task<HttpClient> SignedInAsync()
    {
        var browser = _host.Browser();
        var page = await browser.GetStringAsync("/sign-in", Ct);
        var token = Token().Match(page).Groups[1].Value;
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["email"] = DashboardHost.Email,
            ["password"] = DashboardHost.Password,
            ["returnUrl"] = "/",
            ["__RequestVerificationToken"] = token,
        });
        using var answer = await browser.PostAsync("/sign-in", form, Ct);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return browser;
    }

    private async Task<List<JsonElement>> LinesAsync(string address)
    {
        using var client = _host.Client(_host.ReadKey);
        var text = await client.GetStringAsync(address, Ct);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonElement.Parse(l))];
    }

    private async Task<IEnumerable<Guid>> IdsAsync(string address) => (await LinesAsync(address)).Select(l => l.GetProperty("id").GetGuid());

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
