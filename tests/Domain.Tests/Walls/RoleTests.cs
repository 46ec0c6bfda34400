using Npgsql;
using Observability.Testing;

namespace Observability.Domain.Tests.Walls;

/// <summary>How the roles come to be, on servers of all kinds. A server of its own: roles belong to the whole server.</summary>
public sealed class RoleTests(RoleTests.Servers servers) : IClassFixture<RoleTests.Servers>, IAsyncLifetime
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Each database is gone with its test, and so are the rights in it.
    public async ValueTask InitializeAsync()
    {
        await using var database = await servers.Server.CreateEmptyDatabaseAsync(Ct);
        await using var drop = database.DataSource.CreateCommand("drop role if exists observability_ingest, observability_dashboard");
        await drop.ExecuteNonQueryAsync(Ct);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Many_databases_of_a_server_without_roles_are_migrated_at_once_and_all_get_them()
    {
        var databases = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => servers.Server.CreateEmptyDatabaseAsync(Ct)));
        await Task.WhenAll(databases.Select(d => Schema.MigrateAsync(d.DataSource, Ct)));
        foreach (var database in databases)
        {
            await using var pages = As(database, "observability_dashboard");
            Assert.Equal(0L, await ScalarAsync(pages, "select count(*) from exchanges"));
            await database.DisposeAsync();
        }
    }

    [Fact]
    public async Task An_owner_that_may_not_create_roles_migrates_and_is_held_by_the_wall_itself()
    {
        await using var database = await OwnedAsync("plain", "nocreaterole");
        await using var owner = As(database, "plain");
        Assert.Equal(Schema.Migrations.Count, await Schema.MigrateAsync(owner, Ct));
        var (ours, theirs) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await using (var add = owner.CreateCommand($"insert into user_ids (project_id, user_id) values ('{ours}', 'anna'), ('{theirs}', 'eve')"))
        {
            await add.ExecuteNonQueryAsync(Ct);
        }

        await using var pages = As(database, "plain", ours);
        Assert.Equal("anna", await ScalarAsync(pages, "select string_agg(user_id, ',') from user_ids"));
        Assert.Equal(2L, await ScalarAsync(owner, "select count(*) from user_ids"));
        Assert.Equal(false, await ScalarAsync(owner, "select exists (select from pg_roles where rolname = 'observability_dashboard')"));

        // An administrator makes the roles; the next start gives them their rights.
        await using (var admin = database.DataSource.CreateCommand("create role observability_ingest login; create role observability_dashboard login; grant observability_dashboard to plain"))
        {
            await admin.ExecuteNonQueryAsync(Ct);
        }

        Assert.Equal(0, await Schema.MigrateAsync(owner, Ct));
        await using var lowered = As(database, "plain", ours, "observability_dashboard");
        Assert.Equal("observability_dashboard", await ScalarAsync(lowered, "select current_user::text"));
        Assert.Equal("anna", await ScalarAsync(lowered, "select string_agg(user_id, ',') from user_ids"));
        await RefusedAsync(lowered, "select count(*) from accounts");
    }

    [Fact]
    public async Task An_owner_that_may_create_roles_makes_them_and_may_lower_itself()
    {
        await using var database = await OwnedAsync("maker", "createrole");
        await using var owner = As(database, "maker");
        await Schema.MigrateAsync(owner, Ct);
        await using var lowered = As(database, "maker", Guid.CreateVersion7(), "observability_dashboard");
        Assert.Equal(0L, await ScalarAsync(lowered, "select count(*) from exchanges"));
    }

    [Fact]
    public async Task Whoever_owns_nothing_migrates_nothing_and_is_told_who_must()
    {
        await using var empty = await servers.Server.CreateEmptyDatabaseAsync(Ct);
        await Schema.MigrateAsync(empty.DataSource, [.. Schema.Migrations.SkipLast(1)], Ct);
        await using var guest = As(empty, "guest");
        await using (var grant = empty.DataSource.CreateCommand("create role guest login; grant select on schema_migrations to guest"))
        {
            await grant.ExecuteNonQueryAsync(Ct);
        }

        var refused = await Assert.ThrowsAsync<SettingException>(() => Schema.MigrateAsync(guest, Ct));
        Assert.StartsWith($"The database still lacks migration {Schema.Migrations[^1].Name}", refused.Message, StringComparison.Ordinal);
        await Schema.MigrateAsync(empty.DataSource, Ct);
        Assert.Equal(0, await Schema.MigrateAsync(guest, Ct));
    }

    [Fact]
    public async Task Walls_that_are_up_are_left_alone_and_a_right_that_was_taken_away_stays_away()
    {
        await using var database = await servers.Server.CreateEmptyDatabaseAsync(Ct);
        await Schema.MigrateAsync(database.DataSource, Ct);
        await using (var revoke = database.DataSource.CreateCommand("revoke delete on exchanges from observability_dashboard"))
        {
            await revoke.ExecuteNonQueryAsync(Ct);
        }

        const string Catalogue = "select count(*) || ' ' || max(xmin::text::bigint) from (select xmin from pg_policy union all select xmin from pg_class union all select xmin from pg_attribute) c";
        var before = await ScalarAsync(database.DataSource, Catalogue);
        await Schema.MigrateAsync(database.DataSource, Ct);
        Assert.Equal(before, await ScalarAsync(database.DataSource, Catalogue));
        Assert.Equal(false, await ScalarAsync(database.DataSource, "select has_table_privilege('observability_dashboard', 'exchanges', 'delete')"));
    }

    private async Task<TestDatabase> OwnedAsync(string user, string right)
    {
        var database = await servers.Server.CreateEmptyDatabaseAsync(Ct);
        await using var own = database.DataSource.CreateCommand(
            $"do $$ begin create role {user} login {right}; execute format('alter database %I owner to {user}', current_database()); end $$");
        await own.ExecuteNonQueryAsync(Ct);
        return database;
    }

    private static NpgsqlDataSource As(TestDatabase database, string user, Guid? project = null, string? role = null) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            Username = user,
            Options = string.Join(' ', new[] { project is { } id ? $"-c app.project={id}" : null, role is null ? null : $"-c role={role}" }.OfType<string>()),
        });

    private static async Task<object?> ScalarAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Ct);
    }

    private static async Task RefusedAsync(NpgsqlDataSource database, string sql) =>
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync(database, sql))).SqlState);

    /// <summary>One server for all, whose template has forgotten the roles.</summary>
    public sealed class Servers : IAsyncLifetime
    {
        public TestServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Server = await TestServer.StartAsync(Ct);
            await using var template = new NpgsqlConnection(Server.Template + ";Pooling=false");
            await template.OpenAsync(Ct);
            await using var forget = new NpgsqlCommand("drop owned by observability_ingest, observability_dashboard", template);
            await forget.ExecuteNonQueryAsync(Ct);
        }

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
