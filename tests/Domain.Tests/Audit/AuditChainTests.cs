using Microsoft.EntityFrameworkCore;
using Npgsql;
using Observability.Domain.Audit;
using Observability.Testing;

namespace Observability.Domain.Tests.Audit;

/// <summary>The audit log is a chain: what was done to it by whoever gets past its triggers is found.</summary>
public sealed class AuditChainTests : IAsyncLifetime
{
    private static readonly Guid Ours = Guid.Parse("0198f3c2-0000-7000-8000-000000000001");
    private static readonly Guid Theirs = Guid.Parse("0198f3c2-0000-7000-8000-000000000002");
    private static readonly DateTimeOffset Noon = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync(Ct);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Each_project_has_a_chain_of_its_own_and_the_hashes_worked_out_here_are_those_of_the_database()
    {
        await WriteAsync(Ours, 3);
        await WriteAsync(Theirs, 2);
        await WriteAsync(Ours, 1);

        var (ours, theirs) = (await VerdictAsync(Ours), await VerdictAsync(Theirs));
        Assert.Equal((true, 4L, true, 2L), (ours.IsWhole, ours.Entries, theirs.IsWhole, theirs.Entries));
        await using var db = Db();
        Assert.Equal([1L, 2, 3, 4], await db.AuditLinks.Where(l => l.ProjectId == Ours).OrderBy(l => l.Number).Select(l => l.Number).ToListAsync(Ct));
        Assert.Equal(64, ours.Head.Length);
        Assert.NotEqual(ours.Head, theirs.Head);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("")]
    [InlineData("ünïcödé 日本語 \U0001F600; 3:abc;-;")]
    [InlineData("quotes \" and \\ and \u2028")]
    public async Task Whatever_an_entry_holds_both_sides_hash_it_alike(string text)
    {
        await using (var db = Db())
        {
            db.Add(Entry(Ours, 0, text));
            await db.SaveChangesAsync(Ct);
        }

        Assert.True((await VerdictAsync(Ours)).IsWhole);
    }

    [Fact]
    public async Task Writers_that_come_at_once_make_one_chain_without_gaps()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            for (var i = 0; i < 10; i++)
            {
                await WriteAsync(Ours, 2);
            }
        }));
        var verdict = await VerdictAsync(Ours);
        Assert.Equal((true, 160L), (verdict.IsWhole, verdict.Entries));
    }

    [Fact]
    public async Task What_is_rolled_back_takes_no_number()
    {
        await WriteAsync(Ours, 1);
        await using (var db = Db())
        await using (await db.Database.BeginTransactionAsync(Ct))
        {
            db.Add(Entry(Ours, 7, "never"));
            await db.SaveChangesAsync(Ct);
        }

        await WriteAsync(Ours, 1);
        var verdict = await VerdictAsync(Ours);
        Assert.Equal((true, 2L), (verdict.IsWhole, verdict.Entries));
    }

    [Theory]
    [InlineData("update audit_log set who = 'somebody else' where {2}", AuditBreak.Altered, 2)]
    [InlineData("update audit_log set details = '{{\"n\": 9}}' where {2}", AuditBreak.Altered, 2)]
    [InlineData("update audit_log set at = at + interval '1 microsecond' where {5}", AuditBreak.Altered, 5)]
    [InlineData("update audit_log set project_id = gen_random_uuid() where {3}", AuditBreak.Altered, 3)]
    [InlineData("update audit_links set hash = sha256('x') where number = 4", AuditBreak.Altered, 4)]
    [InlineData("delete from audit_log where {2}", AuditBreak.Removed, 2)]
    [InlineData("delete from audit_links where number = 2", AuditBreak.Removed, 2)]
    [InlineData("delete from audit_links where number = 1", AuditBreak.Removed, 1)]
    [InlineData("with gone as (delete from audit_links where number = 3 returning entry_id) delete from audit_log where id in (select entry_id from gone)", AuditBreak.Removed, 3)]
    [InlineData("with gone as (delete from audit_links where number = 5 returning entry_id) delete from audit_log where id in (select entry_id from gone)", AuditBreak.CutOff, 5)]
    [InlineData("delete from audit_log; delete from audit_links", AuditBreak.CutOff, 1)]
    [InlineData("delete from audit_heads", AuditBreak.SlippedIn, null)]
    [InlineData("update audit_heads set entries = 4, hash = (select hash from audit_links where number = 4)", AuditBreak.SlippedIn, null)]
    [InlineData("insert into audit_log select gen_random_uuid(), project_id, at, who, what, subject, details, account_id from audit_log where {2}", AuditBreak.SlippedIn, null)]
    public async Task What_somebody_does_past_the_triggers_is_found(string sql, AuditBreak expected, int? at)
    {
        await WriteAsync(Ours, 5);
        await WriteAsync(Theirs, 2);
        await PastTheTriggersAsync(sql);

        var verdict = await VerdictAsync(Ours);
        Assert.Equal((expected, (long?)at), (verdict.Break!.Value, verdict.At));
        if (sql.Contains('{', StringComparison.Ordinal))
        {
            Assert.True((await VerdictAsync(Theirs)).IsWhole);
        }
    }

    [Theory]
    [InlineData("update audit_log set who = 'x'")]
    [InlineData("delete from audit_log")]
    [InlineData("truncate audit_log")]
    [InlineData("update audit_links set number = 7")]
    [InlineData("delete from audit_links")]
    [InlineData("truncate audit_links")]
    [InlineData("insert into audit_links select project_id, 99, gen_random_uuid(), hash from audit_heads")]
    [InlineData("update audit_heads set entries = 0")]
    [InlineData("delete from audit_heads")]
    [InlineData("truncate audit_heads")]
    [InlineData("insert into audit_heads select gen_random_uuid(), 0, hash from audit_heads")]
    public async Task Nobody_changes_the_log_or_its_chain_not_even_their_owner(string sql)
    {
        await WriteAsync(Ours, 2);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(sql));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        Assert.True((await VerdictAsync(Ours)).IsWhole);
    }

    [Fact]
    public async Task Entries_from_before_the_chain_are_its_beginning_and_the_upgrade_stands_in_the_log()
    {
        await using var old = await TestDatabase.CreateEmptyAsync(Ct);
        await Schema.MigrateAsync(old.DataSource, [.. Schema.Migrations.Where(m => string.CompareOrdinal(m.Name, "0030") < 0)], Ct);
        await RunAsync(
            $"""
            insert into projects (id, slug, name, default_upstream, created_at) values ('{Ours}', 'p', 'P', 'openai', now());
            insert into audit_log (id, project_id, at, who, what, subject, details)
                select gen_random_uuid(), p, now() - n * interval '1 minute', 'anna', 'price.added', 's', jsonb_build_object('n', n)
                from generate_series(1, 5) n, unnest(array['{Ours}', '{Theirs}']::uuid[]) p;
            """,
            old);

        await Schema.MigrateAsync(old.DataSource, Ct);
        await using var db = Db(old);
        var (ours, theirs) = (await new AuditVerification(db).OfAsync(Ours, Ct), await new AuditVerification(db).OfAsync(Theirs, Ct));
        var upgrades = await db.AuditLog.Where(a => a.What == "schema.migrated").Select(a => a.Subject).ToListAsync(Ct);
        Assert.Equal(Schema.Migrations.Select(m => m.Name).Where(n => string.CompareOrdinal(n, "0030") >= 0), upgrades.Order(StringComparer.Ordinal));
        Assert.Equal((true, 5L + upgrades.Count, true, 5L), (ours.IsWhole, ours.Entries, theirs.IsWhole, theirs.Entries));
        Assert.Equal([Ours, Theirs], (await new AuditVerification(db).ProjectsAsync(Ct)).Order());
    }

    private static AuditEntry Entry(Guid project, int number, string text) => new()
    {
        Id = Guid.CreateVersion7(),
        ProjectId = project,
        At = Noon.AddTicks(number * 12_345_670L),
        Who = text,
        AccountId = number % 2 == 0 ? project : null,
        What = "thing.done",
        Subject = text,
        Details = System.Text.Json.JsonSerializer.Serialize(new { Text = text, Number = number }),
    };

    private async Task WriteAsync(Guid project, int entries)
    {
        for (var i = 0; i < entries; i++)
        {
            await using var db = Db();
            db.Add(Entry(project, i, "anna@example.com"));
            await db.SaveChangesAsync(Ct);
        }
    }

    private async Task<AuditVerdict> VerdictAsync(Guid project)
    {
        await using var db = Db();
        return await new AuditVerification(db).OfAsync(project, Ct);
    }

    // As somebody does who owns the database. {n} stands for: entry number n of our project.
    private async Task PastTheTriggersAsync(string sql)
    {
        var own = System.Text.RegularExpressions.Regex.Replace(
            sql, @"(?<!\{)\{(\d)\}(?!\})", $"id = (select entry_id from audit_links where project_id = '{Ours}' and number = $1)").Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal);
        await RunAsync("set session_replication_role = replica; " + own + "; reset session_replication_role");
    }

    private async Task RunAsync(string sql, TestDatabase? database = null)
    {
        await using var command = (database ?? _database).DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }

    private ObservabilityDb Db(TestDatabase? database = null) =>
        new(new DbContextOptionsBuilder<ObservabilityDb>().UseNpgsql((database ?? _database).DataSource).Options);
}
