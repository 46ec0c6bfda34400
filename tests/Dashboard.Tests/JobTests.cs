using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Observability.Domain.Exchanges;
using Observability.Testing;

namespace Observability.Dashboard.Tests;

/// <summary>The jobs as the host's own schedule runs them.</summary>
public sealed class JobTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private DashboardHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await DashboardHost.StartAsync(Ct);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_revision_ordered_at_the_API_is_worked_out_applied_and_undone_by_the_schedule()
    {
        await using var db = Some.Db(_host.Database.DataSource);
        var project = (await db.Projects.SingleAsync(Ct)).Id;
        await Some.StoreAsync(_host.Database.DataSource, Enumerable.Range(0, 5).Select(i => Opaque(Some.Exchange(project, Some.Noon.AddSeconds(i)))), Ct);
        using var admin = _host.Client(_host.AdminKey);
        using var ordered = await admin.PostAsJsonAsync(
            "/api/v1/revisions", new { kind = "reread", from = Some.Noon, to = Some.Noon.AddHours(1), format = "opaque" }, Ct);
        Assert.Equal(HttpStatusCode.Accepted, ordered.StatusCode);

        var ready = await UntilAsync(admin, ordered.Headers.Location!, "ready");
        Assert.Equal(5, ready.GetProperty("revision").GetProperty("changed").GetInt32());
        Assert.Equal(5, ready.GetProperty("columns").GetProperty("format").GetInt32());
        Assert.Equal(5, ready.GetProperty("models").GetProperty("top")[0].GetProperty("changes").GetInt32());
        Assert.Equal(5, await db.Exchanges.CountAsync(e => e.Format == "opaque", Ct));

        using var applied = await admin.PostAsync($"{ordered.Headers.Location}/apply", null, Ct);
        Assert.Equal(HttpStatusCode.Accepted, applied.StatusCode);
        await UntilAsync(admin, ordered.Headers.Location!, "applied");
        Assert.Equal(5, await db.Exchanges.CountAsync(e => e.Format == "openai.chat" && e.InputTokens == 12, Ct));

        using var twice = await admin.PostAsync($"{ordered.Headers.Location}/apply", null, Ct);
        Assert.Equal(HttpStatusCode.Conflict, twice.StatusCode);
        Assert.Contains("applied cannot be applied", await twice.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        using var undone = await admin.PostAsync($"{ordered.Headers.Location}/undo", null, Ct);
        await UntilAsync(admin, ordered.Headers.Location!, "undone");
        Assert.Equal(5, await db.Exchanges.CountAsync(e => e.Format == "opaque", Ct));
    }

    [Fact]
    public async Task A_read_key_sees_revisions_and_orders_none()
    {
        using var reader = _host.Client(_host.ReadKey);
        Assert.Equal(HttpStatusCode.OK, (await reader.GetAsync("/api/v1/revisions", Ct)).StatusCode);
        using var refused = await reader.PostAsJsonAsync("/api/v1/revisions", new { kind = "reprice" }, Ct);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using var undone = await reader.PostAsync($"/api/v1/revisions/{Guid.CreateVersion7()}/undo", null, Ct);
        Assert.Equal(HttpStatusCode.Forbidden, undone.StatusCode);
    }

    [Fact]
    public async Task The_partitions_of_the_week_ahead_are_there_soon_after_the_start()
    {
        var last = TimeProvider.System.GetUtcNow().AddDays(7).ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture);
        await Eventually.HoldsAsync(
            async () =>
            {
                await using var command = _host.Database.DataSource.CreateCommand("select to_regclass($1) is not null");
                command.Parameters.Add(new() { Value = "exchanges_" + last });
                return (bool)(await command.ExecuteScalarAsync(Ct))!;
            },
            Soon, "the last partition exists", Ct);
    }

    [Fact]
    public async Task An_order_that_cannot_be_is_refused_in_words()
    {
        using var admin = _host.Client(_host.AdminKey);
        foreach (var (order, said) in new (object, string)[]
        {
            (new { kind = "reprice", from = Some.Noon, to = Some.Noon }, "must be later than from"),
            (new { kind = "reprice" }, "There is no request yet"),
            (new { kind = "repaint" }, "must be one of reprice, reread"),
            (new { kind = "reprice", modell = "x" }, "modell"),
        })
        {
            using var refused = await admin.PostAsJsonAsync("/api/v1/revisions", order, Ct);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
            Assert.Contains(said, await refused.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        }
    }

    private static async Task<JsonElement> UntilAsync(HttpClient client, Uri revision, string state)
    {
        var told = default(JsonElement);
        await Eventually.HoldsAsync(
            async () => (told = await client.GetFromJsonAsync<JsonElement>(revision, Ct)).GetProperty("revision").GetProperty("state").GetString() == state,
            Soon, $"the revision is {state}", Ct);
        return told;
    }

    private static ExchangeRecord Opaque(ExchangeRecord exchange)
    {
        exchange.Row.Format = "opaque";
        exchange.Row.Endpoint = "other";
        exchange.Row.ModelRequested = null;
        exchange.Row.ModelServed = null;
        exchange.Row.InputTokens = null;
        exchange.Row.OutputTokens = null;
        exchange.Row.UsageSource = Domain.Formats.UsageSource.None;
        return exchange;
    }
}
