using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Observability.Dashboard.Connect;
using Observability.Domain.Exchanges;
using Observability.Domain.Keys;

namespace Observability.Dashboard.Tests.Connect;

public sealed class ConnectionLightsTests : IAsyncLifetime
{
    private DashboardHost _host = null!;
    private Key _key = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await DashboardHost.StartAsync(Ct);
        await using var db = Some.Db(_host.Database.DataSource);
        _key = await db.Keys.SingleAsync(k => k.Kind == KeyKind.Write && k.Client != KeyClient.Replay, Ct);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task The_lights_of_a_key_are_told_by_its_own_newest_exchanges()
    {
        await StoreAsync(Some.Noon, row => (row.KeyId, row.UserSource, row.MessageId) = (_key.Id, IdentitySource.Header, "m-1"));
        await StoreAsync(Some.Noon.AddSeconds(1), row => row.UserGroups = ["of another key"]);
        await UsedAsync(Some.Noon);

        var report = await AskAsync(_key.Id);

        Assert.NotNull(report);
        Assert.Equal(Some.Noon, report.LastUsedAt);
        Assert.Equal(
            [LightState.Lit, LightState.Lit, LightState.Lit, LightState.Waiting, LightState.Lit, LightState.Waiting, LightState.Waiting],
            report.Lights.Select(l => l.State));
    }

    [Fact]
    public async Task A_key_that_was_never_used_waits_and_a_foreign_one_is_not_told_of()
    {
        Assert.All((await AskAsync(_key.Id))!.Lights, light => Assert.Equal(LightState.Waiting, light.State));
        Assert.Null(await AskAsync(Guid.CreateVersion7()));
        Assert.Null(await _host.App.Services.GetRequiredService<Messages>().SendAsync(
            new Caller(Guid.CreateVersion7(), Access.Admin, "stranger") { SeesBodies = true }, new ConnectionLights(_key.Id), Ct));
    }

    private Task<LightReport?> AskAsync(Guid key) =>
        _host.App.Services.GetRequiredService<Messages>().SendAsync(new Caller(_key.ProjectId, Access.Read, "test") { SeesBodies = true }, new ConnectionLights(key), Ct);

    private async Task StoreAsync(DateTimeOffset at, Action<Exchange> change)
    {
        var exchange = Some.Exchange(_key.ProjectId, at);
        change(exchange.Row);
        await Some.StoreAsync(_host.Database.DataSource, [exchange], Ct);
    }

    private async Task UsedAsync(DateTimeOffset at)
    {
        await using var command = _host.Database.DataSource.CreateCommand("update keys set last_used_at = $1 where id = $2");
        command.Parameters.Add(new() { Value = at });
        command.Parameters.Add(new() { Value = _key.Id });
        await command.ExecuteNonQueryAsync(Ct);
    }
}
