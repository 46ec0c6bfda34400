using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Observability.Dashboard.Tests.Live;

/// <summary>What runs, as the API lists it.</summary>
public sealed class RunningListTests : IAsyncLifetime
{
    private DashboardHost _host = null!;
    private Guid _project;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        _host = await DashboardHost.StartAsync(Ct);
        await using var db = Some.Db(_host.Database.DataSource);
        _project = (await db.Projects.SingleAsync(Ct)).Id;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task What_runs_is_listed_newest_first_with_what_its_request_tells()
    {
        var older = await RunAsync(_project, Now.AddSeconds(-90), Now);
        var newer = await RunAsync(_project, Now.AddSeconds(-10), Now);
        await RunAsync(_project, Now.AddSeconds(-5), heard: Now.AddMinutes(-2));
        await RunAsync(Guid.CreateVersion7(), Now, Now);
        var rows = await ListAsync("");
        Assert.Equal([newer, older], rows.Select(r => r.GetProperty("id").GetGuid()));
        Assert.Equal("gpt-4o-mini chat anna eu How far is the moon?", string.Join(' ', new[] { "model_requested", "endpoint", "user" }.Select(n => rows[0].GetProperty(n).GetString())
            .Append(rows[0].GetProperty("properties").GetProperty("region").GetString()).Append(rows[0].GetProperty("request_preview").GetString())));
        Assert.InRange(rows[1].GetProperty("elapsed_ms").GetDecimal(), 90_000, 150_000);
    }

    [Theory]
    [InlineData("model:gpt-4o-mini user:anna prop.region:eu moon", 1)]
    [InlineData("model:claude", 0)]
    [InlineData("outcome:completed", 0)]
    [InlineData("-outcome:completed", 1)]
    [InlineData("latency:<1h", 0)]
    [InlineData("cost:none", 1)]
    [InlineData("status:none", 1)]
    public async Task A_filter_keeps_of_what_runs_what_it_can_know(string q, int kept)
    {
        await RunAsync(_project, Now, Now);
        Assert.Equal(kept, (await ListAsync(q)).Count);
    }

    [Fact]
    public async Task A_filter_that_cannot_be_read_is_refused()
    {
        using var client = _host.Client(_host.ReadKey);
        using var answer = await client.GetAsync(new Uri("api/v1/running?q=status:many", UriKind.Relative), Ct);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private async Task<Guid> RunAsync(Guid project, DateTimeOffset at, DateTimeOffset heard) =>
        (await Ingested.RunAsync(_host.Database.DataSource, Some.Exchange(project, at).Row, heard, Ct)).Id;

    private async Task<List<JsonElement>> ListAsync(string q)
    {
        using var client = _host.Client(_host.ReadKey);
        var answer = await client.GetFromJsonAsync<JsonElement>("api/v1/running?q=" + Uri.EscapeDataString(q), Ct);
        Assert.False(answer.GetProperty("cut").GetBoolean());
        return [.. answer.GetProperty("data").EnumerateArray()];
    }
}
