using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Tests.Revisions;
using Observability.Domain;
using Observability.Domain.Revisions;
using Observability.Testing;

namespace Observability.Dashboard.Tests;

/// <summary>An exchange is kept and its bodies are not: everything that would show them says so.</summary>
public sealed class DroppedBodiesTests : IAsyncLifetime
{
    private DashboardHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await DashboardHost.StartAsync(Ct);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task The_API_tells_the_exchange_and_why_it_has_no_bytes()
    {
        await using var db = Some.Db(_host.Database.DataSource);
        var exchange = Some.Exchange((await db.Projects.SingleAsync(Ct)).Id, Some.Noon);
        await Some.StoreAsync(_host.Database.DataSource, [exchange], Ct);
        await db.ExchangeBodies.ExecuteDeleteAsync(Ct);

        using var client = _host.Client(_host.ReadKey);
        var told = await client.GetFromJsonAsync<JsonElement>($"/api/v1/exchanges/{exchange.Row.Id}", Ct);
        Assert.Equal("Its bodies were dropped by retention.", told.GetProperty("bodies_dropped").GetString());
        Assert.Equal((JsonValueKind.Null, 12), (told.GetProperty("reading").ValueKind, told.GetProperty("input_tokens").GetInt32()));
        using var raw = await client.GetAsync($"/api/v1/exchanges/{exchange.Row.Id}/request", Ct);
        Assert.Equal(HttpStatusCode.Gone, raw.StatusCode);
        Assert.Contains("dropped by retention", await raw.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        using var unknown = await client.GetAsync($"/api/v1/exchanges/{Guid.CreateVersion7()}/request", Ct);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task The_note_names_the_days()
    {
        Assert.Equal(30, DroppedBodies.By(Settings.From(new Dictionary<string, string>(StringComparer.Ordinal) { ["OBSERVABILITY_BODY_DAYS"] = "30" })).AfterDays);
        var html = await Render.HtmlAsync<DroppedBodiesNote>(("Dropped", new DroppedBodies(30)));
        Assert.Contains("dropped by retention after 30 days", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reading_again_leaves_them_as_they_are_and_says_so()
    {
        await using var desk = await RevisionDesk.OpenAsync(Ct);
        await Some.StoreAsync(desk.Source, [Some.Exchange(desk.Project, Some.Noon), Some.Exchange(desk.Project, Some.Noon.AddSeconds(1))], Ct);
        await using var db = Some.Db(desk.Source);
        await db.ExchangeBodies.Where(b => b.StartedAt == Some.Noon).ExecuteDeleteAsync(Ct);
        var revision = await desk.OrderAsync(RevisionKind.Reread, null, Ct);
        await desk.WorkOffAsync(Ct);
        var worked = await db.Revisions.SingleAsync(r => r.Id == revision.Id, Ct);
        Assert.Equal((RevisionState.Ready, 2L), (worked.State, worked.Seen));

        var keep = Settings.From(new Dictionary<string, string>(StringComparer.Ordinal) { ["OBSERVABILITY_BODY_DAYS"] = "1" });
        var from = new DateTimeOffset(worked.CreatedAt.UtcDateTime.Date.AddDays(-1), TimeSpan.Zero);
        Assert.Equal(from, (await desk.PreviewAsync(revision.Id, keep, Ct)).BodiesDroppedBefore);
        Assert.Null((await desk.PreviewAsync(revision.Id, Ct)).BodiesDroppedBefore);
    }
}
