using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Observability.Dashboard;
using Observability.Dashboard.Start;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Testing;

namespace Observability.EndToEnd.Tests.Browser;

/// <summary>The real dashboard over a database whose rows a test writes itself: for pages about numbers that have to be right.</summary>
internal sealed class SeededDashboard : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly WebApplication _app;
    private readonly string _folder;

    private SeededDashboard(TestDatabase database, WebApplication app, string folder, Guid project) =>
        (_database, _app, _folder, Project) = (database, app, folder, project);

    public static FirstAccount Account { get; } = new("anna@example.com", "correct horse battery");

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public Guid Project { get; }

    public static async Task<SeededDashboard> StartAsync(CancellationToken ct)
    {
        var database = await TestDatabase.CreateAsync(ct);
        var folder = TestFolders.Create();
        var settings = Settings.From(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DATABASE_URL"] = database.ConnectionString,
            ["OBSERVABILITY_DATA"] = folder,
            ["OBSERVABILITY_ADMIN_EMAIL"] = Account.Email,
            ["OBSERVABILITY_ADMIN_PASSWORD"] = Account.Password,
        });
        var masterKey = MasterKey.Load(settings);
        await new FirstStart(database.DataSource, masterKey, TimeProvider.System).RunAsync(settings, TextWriter.Null, ct);
        var app = DashboardApp.Build(["--Logging:LogLevel:Default=Warning"], settings, masterKey, new(IPAddress.Loopback, 0));
        await app.StartAsync(ct);
        await using var project = database.DataSource.CreateCommand("select id from projects");
        return new(database, app, folder, (Guid)(await project.ExecuteScalarAsync(ct))!);
    }

    /// <summary>Stores exchanges of the project as the writer leaves them, without bodies.</summary>
    public Task StoreAsync(IReadOnlyList<Exchange> rows, CancellationToken ct) => StoreAsync(rows, [], ct);

    /// <summary>The same with bodies.</summary>
    public async Task StoreAsync(IReadOnlyList<Exchange> rows, IReadOnlyList<ExchangeBodies> bodies, CancellationToken ct)
    {
        foreach (var day in rows.Select(e => DateOnly.FromDateTime(e.StartedAt.UtcDateTime)).Distinct())
        {
            await using var command = _database.DataSource.CreateCommand("select make_exchange_partitions($1)");
            command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = day });
            await command.ExecuteNonQueryAsync(ct);
        }

        await using var db = new ObservabilityDb(new DbContextOptionsBuilder<ObservabilityDb>().UseNpgsql(_database.DataSource).Options);
        db.AddRange(rows);
        db.AddRange(bodies);
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Says that exchanges of the project arrived, as the writer does.</summary>
    public async Task TellAsync(CancellationToken ct)
    {
        await using var command = _database.DataSource.CreateCommand("select pg_notify('exchanges_arrived', $1)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Project.ToString() });
        await command.ExecuteNonQueryAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
