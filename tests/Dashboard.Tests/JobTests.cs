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
    public async Task What_was_stored_opaque_is_read_again_and_what_is_out_of_range_is_left_alone()
    {
        await using var db = Some.Db(_host.Database.DataSource);
        var project = (await db.Projects.SingleAsync(Ct)).Id;
        var inside = Enumerable.Range(0, 450).Select(i => Opaque(Some.Exchange(project, Some.Noon.AddSeconds(i / 3)))).ToList();
        var outside = Opaque(Some.Exchange(project, Some.Noon.AddDays(1)));
        var notKept = Opaque(Some.Exchange(project, Some.Noon.AddSeconds(1)));
        notKept.Row.Capture = CaptureVerdict.NotKept;
        await Some.StoreAsync(_host.Database.DataSource, [.. inside, outside, notKept], Ct);

        using var admin = _host.Client(_host.AdminKey);
        using var ordered = await admin.PostAsJsonAsync(
            "/api/v1/rereads", new { from = Some.Noon, to = Some.Noon.AddHours(1), format = "opaque" }, Ct);
        Assert.Equal(HttpStatusCode.Accepted, ordered.StatusCode);
        var told = default(JsonElement);
        await Eventually.HoldsAsync(
            async () => (told = await admin.GetFromJsonAsync<JsonElement>(ordered.Headers.Location!, Ct)).GetProperty("state").GetString() is "done" or "failed",
            Soon, "the order is worked off", Ct);

        Assert.Equal(("done", 450, 450), (told.GetProperty("state").GetString(), told.GetProperty("seen").GetInt32(), told.GetProperty("changed").GetInt32()));
        Assert.Equal(450, await db.Exchanges.CountAsync(e => e.Format == "openai.chat" && e.InputTokens == 12 && e.ModelRequested == "gpt-4o-mini", Ct));
        Assert.Equal(2, await db.Exchanges.CountAsync(e => e.Format == "opaque" && e.InputTokens == null, Ct));
        var row = await db.Exchanges.FirstAsync(e => e.Format == "openai.chat", Ct);
        Assert.Equal((1_234_567L, 0.0000054m, "Anna"), (row.DurationUs, row.CostUsd, row.UserName));
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
    public async Task An_order_whose_end_is_before_its_start_is_refused()
    {
        using var admin = _host.Client(_host.AdminKey);
        using var refused = await admin.PostAsJsonAsync("/api/v1/rereads", new { from = Some.Noon, to = Some.Noon }, Ct);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
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
