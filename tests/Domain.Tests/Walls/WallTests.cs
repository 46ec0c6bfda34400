using Npgsql;
using Observability.Testing;

namespace Observability.Domain.Tests.Walls;

/// <summary>PostgreSQL's own walls: what each role sees, whatever it asks.</summary>
public sealed class WallTests : IAsyncLifetime
{
    /// <summary>Tables without a wall, and why. A new table either says whose its rows are (project_id) or is explained here.</summary>
    private static readonly Dictionary<string, string> OfNoProject = new()
    {
        ["accounts"] = "pages have no right to it",
        ["account_claims"] = "pages have no right to it",
        ["account_logins"] = "pages have no right to it",
        ["account_tokens"] = "pages have no right to it",
        ["account_sessions"] = "pages have no right to it",
        ["account_authenticators"] = "pages have no right to it",
        ["account_recovery_codes"] = "pages have no right to it",
        ["sign_in_guesses"] = "pages have no right to it",
        ["installation"] = "pages have no right to it",
        ["schema_migrations"] = "names of migrations",
        ["ingest_instances"] = "counts of processes that serve all projects",
        ["job_runs"] = "jobs serve all projects",
        ["job_pauses"] = "jobs serve all projects",
        ["rollup_kept"] = "horizons of all projects",
        ["text_horizon"] = "horizons of all projects",
    };

    private readonly Guid _ours = Guid.CreateVersion7();
    private readonly Guid _theirs = Guid.CreateVersion7();
    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(Ct);
        await AnyRows.AddAsync(_database.DataSource, [_ours, _theirs], Ct);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Every_table_has_a_wall_or_a_reason_and_a_wall_holds_its_owner_too()
    {
        var bare = await AnyRows.TextsAsync(
            _database.DataSource,
            """
            select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
                and not relrowsecurity and relname not like 'qrtz\_%' order by relname
            """,
            Ct);
        Assert.Empty(bare.Except(OfNoProject.Keys, StringComparer.Ordinal));
        // Roll-ups are copied in, which COPY does not do for an owner that is held.
        Assert.Equal(
            ["usage_by_day", "usage_by_hour", "usage_by_minute"],
            await AnyRows.TextsAsync(_database.DataSource, "select relname from pg_class where relrowsecurity and not relforcerowsecurity order by relname", Ct));
    }

    [Fact]
    public async Task A_connection_that_says_no_project_sees_no_row_of_any_table()
    {
        await using var pages = As("observability_dashboard", null);
        foreach (var table in await AnyRows.TablesAsync(_database.DataSource, Ct))
        {
            Assert.True(await CountAsync(pages, table) == 0, table);
        }
    }

    [Fact]
    public async Task A_connection_sees_its_own_projects_rows_of_every_table_and_no_others()
    {
        await using var pages = As("observability_dashboard", _ours);
        foreach (var table in await AnyRows.TablesAsync(_database.DataSource, Ct))
        {
            Assert.True(await CountAsync(_database.DataSource, table) == 2, $"{table}: the test put two rows there");
            Assert.True(await CountAsync(pages, table) == 1, table);
        }
    }

    [Fact]
    public async Task Nobodys_rows_are_seen_by_nobody_save_the_upstreams_that_are_everybodys()
    {
        await using var pages = As("observability_dashboard", _ours);
        foreach (var table in await AnyRows.TextsAsync(
            _database.DataSource,
            "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid where c.relrowsecurity and a.attname = 'project_id' and not a.attnotnull", Ct))
        {
            await using var orphan = _database.DataSource.CreateCommand($"update {table} set project_id = null where project_id = '{_theirs}'");
            await orphan.ExecuteNonQueryAsync(Ct);
            Assert.True(await CountAsync(pages, table) == (table == "upstreams" ? 2 : 1), table);
        }
    }

    [Fact]
    public async Task Nothing_can_be_written_into_another_project()
    {
        await using var pages = As("observability_dashboard", _ours);
        foreach (var sql in new[]
        {
            $"insert into user_ids (project_id, user_id) values ('{_theirs}', 'x')",
            $"update exchanges set project_id = '{_theirs}'",
            $"update datasets set project_id = '{_theirs}'",
            "insert into upstreams (id, name, base_url, format, allow_private, source, updated_at) values (gen_random_uuid(), 'u', 'https://u', 'openai', false, 'builtin', now())",
        })
        {
            await RefusedAsync(pages, sql);
        }

        await using var steal = pages.CreateCommand($"delete from exchanges where project_id = '{_theirs}'");
        Assert.Equal(0, await steal.ExecuteNonQueryAsync(Ct));
    }

    [Fact]
    public async Task Pages_cannot_read_a_password_nor_write_into_what_stands_for_good()
    {
        await using var pages = As("observability_dashboard", _ours);
        foreach (var sql in new[]
        {
            "select password_hash from accounts", "select value from account_tokens", "select master_key_check from installation", "select job_data from qrtz_job_details",
            "update audit_log set who = 'x'", "delete from audit_log", "delete from schema_migrations", "create table mine (a int)", "alter table exchanges disable row level security",
            "set role postgres", "select pg_read_file('/etc/passwd')", "select make_exchange_partitions(current_date)",
        })
        {
            await RefusedAsync(pages, sql);
        }
    }

    [Fact]
    public async Task The_day_tables_are_behind_the_wall_too_since_only_the_whole_may_be_asked()
    {
        await using var pages = As("observability_dashboard", _ours);
        var days = await AnyRows.TextsAsync(_database.DataSource, "select inhrelid::regclass::text from pg_inherits where inhparent in ('exchanges'::regclass, 'exchange_bodies'::regclass, 'exchange_texts'::regclass)", Ct);
        Assert.NotEmpty(days);
        foreach (var day in days)
        {
            await RefusedAsync(pages, $"select count(*) from {day}");
        }
    }

    [Fact]
    public async Task Ingest_reads_no_body_no_text_no_preview_no_name_of_a_key_and_no_account()
    {
        await using var ingest = As("observability_ingest", null);
        foreach (var sql in new[]
        {
            "select request_body from exchange_bodies", "select count(*) from exchange_bodies", "select input from exchange_texts", "select request_preview from exchanges",
            "select response_preview, model_served from exchanges", "select request_preview from running_exchanges", "select name from keys", "update keys set revoked_at = null",
            "select text from exchange_notes", "select body from prompt_versions", "select inputs from dataset_rows", "select email from accounts", "select details from audit_log",
            "delete from exchanges", "update exchanges set error = null", "update upstreams set base_url = 'https://evil'", "insert into keys (id) values (gen_random_uuid())",
            "create table mine (a int)",
        })
        {
            await RefusedAsync(ingest, sql);
        }
    }

    [Fact]
    public async Task What_ingest_may_do_is_this_and_no_more() =>
        Assert.Equal(
            """
            conversations: insert select update
            exchange_arrivals: delete insert select(at,project_id,xid) update(at)
            exchange_bodies: insert
            exchange_texts: insert
            exchanges: insert select(id,project_id,started_at)
            ingest_instances: insert select update
            installation: insert select
            keys: select(alterations_off,alterations_on,client,digest,expires_at,id,kind,last_used_at,project_id,revoked_at) update(last_used_at)
            prices: select
            projects: select
            rollup_dirty: insert
            running_exchanges: delete insert select(id,instance_id,project_id)
            schema_migrations: select
            upstream_terms: select
            upstreams: select
            user_ids: insert select
            users: insert select update
            """.Split('\n').Select(l => l.Trim()),
            await AnyRows.TextsAsync(
                _database.DataSource,
                """
                with whole as (
                    select c.relname, lower(a.privilege_type) as what, null::name as col from pg_class c, aclexplode(c.relacl) a where a.grantee = 'observability_ingest'::regrole
                ), part as (
                    select c.relname, lower(a.privilege_type), t.attname from pg_class c join pg_attribute t on t.attrelid = c.oid, aclexplode(t.attacl) a
                    where a.grantee = 'observability_ingest'::regrole
                ), rights as (
                    select relname, what || coalesce('(' || string_agg(col, ',' order by col collate "C") || ')', '') as word
                    from (select * from whole union all select * from part) every group by relname, what
                )
                select relname || ': ' || string_agg(word, ' ' order by word collate "C") from rights group by relname order by relname collate "C"
                """,
                Ct));

    private NpgsqlDataSource As(string user, Guid? project) => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_database.ConnectionString)
    {
        Username = user,
        Options = project is { } id ? $"-c app.project={id}" : null,
    });

    private static async Task<long> CountAsync(NpgsqlDataSource database, string table)
    {
        await using var command = database.CreateCommand($"select count(*) from {table}");
        return (long)(await command.ExecuteScalarAsync(Ct))!;
    }

    private static async Task RefusedAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        var refused = await Record.ExceptionAsync(() => command.ExecuteNonQueryAsync(Ct));
        Assert.True(refused is PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege }, $"{sql}: {refused?.Message ?? "was done"}");
    }
}
