using System.Data;
using System.Diagnostics;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Observability.Domain;

/// <summary>Brings a database to the version this build needs: migrations/*.sql, in order, each once, under an advisory lock.</summary>
/// <remarks>
/// A file that starts with <c>-- no-transaction</c> runs outside one (CREATE INDEX CONCURRENTLY); every other file is all or nothing.
/// Whichever host starts first migrates; the others wait at the lock and find nothing left to do. A host whose user owns nothing, as an ingest with a
/// login of its own, migrates nothing: it is refused until somebody who may has done it. After the migrations the owner raises what is missing of
/// the walls (docs/decisions/0029), at each start: roles may have been made meanwhile, and later migrations bring tables.
/// </remarks>
public static class Schema
{
    private const long LockId = 727100;

    private const string NewTable =
        """
        create table if not exists schema_migrations (
            name text primary key, checksum text not null,
            applied_at timestamptz not null default now(), duration_ms bigint not null)
        """;

    private const string IsOwner = "select pg_has_role(relowner, 'USAGE') from pg_class where oid = 'schema_migrations'::regclass";

    /// <summary>The migrations of this build, in order.</summary>
    public static IReadOnlyList<Migration> Migrations { get; } = Load(typeof(Schema).Assembly);

    /// <summary>Applies what is missing of <see cref="Migrations"/>; the number applied.</summary>
    /// <exception cref="SettingException">The database was made by a newer build, an applied migration has changed or is gone, or one is missing that this user may not apply.</exception>
    public static Task<int> MigrateAsync(NpgsqlDataSource database, CancellationToken ct) => MigrateAsync(database, Migrations, ct);

    /// <summary>Applies what is missing of <paramref name="migrations"/>; the number applied.</summary>
    /// <exception cref="SettingException">The database has a migration that is unknown here or differs from the one here.</exception>
    internal static async Task<int> MigrateAsync(NpgsqlDataSource database, IReadOnlyList<Migration> migrations, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await ExecuteAsync(connection, $"select pg_advisory_lock({LockId})", ct);
        try
        {
            if (!await IsTrueAsync(connection, "select to_regclass('schema_migrations') is not null", ct))
            {
                await ExecuteAsync(connection, NewTable, ct);
            }

            var applied = await AppliedAsync(connection, ct);
            Refuse(applied, migrations);
            var missing = migrations.Where(m => !applied.ContainsKey(m.Name)).ToList();
            var isOwner = await IsTrueAsync(connection, IsOwner, ct);
            if (missing.Count > 0 && !isOwner)
            {
                throw new SettingException(
                    $"The database still lacks migration {missing[0].Name}, and the user of DATABASE_URL may not apply it. Start the dashboard, or run it with --migrate-only, as the owner of the tables.");
            }

            foreach (var migration in missing)
            {
                await ApplyAsync(connection, migration, ct);
            }

            if (isOwner && await IsTrueAsync(connection, "select to_regproc('raise_walls') is not null", ct))
            {
                await ExecuteAsync(connection, "call raise_walls()", ct);
            }

            return missing.Count;
        }
        finally
        {
            // The lock must go even when the start was cancelled in the middle. With its connection it goes by itself, and what broke that is the news.
            if (connection.State == ConnectionState.Open)
            {
                await ExecuteAsync(connection, $"select pg_advisory_unlock({LockId})", CancellationToken.None);
            }
        }
    }

    private static void Refuse(Dictionary<string, string> applied, IReadOnlyList<Migration> migrations)
    {
        var known = migrations.ToDictionary(m => m.Name, m => m.Checksum, StringComparer.Ordinal);
        var last = migrations.Count == 0 ? "" : migrations[^1].Name;
        foreach (var (name, checksum) in applied.OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            if (!known.TryGetValue(name, out var expected))
            {
                throw new SettingException(string.CompareOrdinal(name, last) > 0
                    ? $"The database is newer than this program: it has migration {name}, this build ends at {last}. Start the newer version."
                    : $"The database has migration {name}, which this build does not know. Start the version that made it, or restore a backup.");
            }

            if (checksum != expected)
            {
                throw new SettingException(
                    $"Migration {name} was changed after it had been applied to this database. Applied migrations never change: restore the file and add a new one.");
            }
        }

        var firstMissing = migrations.FirstOrDefault(m => !applied.ContainsKey(m.Name));
        var lastApplied = applied.Keys.Order(StringComparer.Ordinal).LastOrDefault();
        if (firstMissing is not null && lastApplied is not null && string.CompareOrdinal(firstMissing.Name, lastApplied) < 0)
        {
            throw new SettingException(
                $"Migration {firstMissing.Name} is missing from a database that already has {lastApplied}. A new migration must have the next number.");
        }
    }

    private static async Task<Dictionary<string, string>> AppliedAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var applied = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand("select name, checksum from schema_migrations", connection);
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            applied[rows.GetString(0)] = rows.GetString(1);
        }

        return applied;
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken ct)
    {
        var start = Stopwatch.GetTimestamp();
        await using var transaction = migration.InTransaction ? await connection.BeginTransactionAsync(ct) : null;
        await using (var command = new NpgsqlCommand(migration.Sql, connection, transaction) { CommandTimeout = 0 })
        {
            await command.ExecuteNonQueryAsync(ct);
        }

        await using (var note = new NpgsqlCommand(
            "insert into schema_migrations (name, checksum, duration_ms) values ($1, $2, $3)", connection, transaction))
        {
            note.Parameters.Add(new() { Value = migration.Name });
            note.Parameters.Add(new() { Value = migration.Checksum });
            note.Parameters.Add(new() { Value = (long)Stopwatch.GetElapsedTime(start).TotalMilliseconds });
            await note.ExecuteNonQueryAsync(ct);
        }

        if (transaction is not null)
        {
            await transaction.CommitAsync(ct);
        }
    }

    private static async Task<bool> IsTrueAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(ct) is true;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        // Waiting for another host's migrations has no time limit: they end or that host dies.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }

    private static List<Migration> Load(Assembly assembly)
    {
        const string Folder = "migrations/";
        var migrations = new List<Migration>();
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            migrations.Add(new(Path.GetFileNameWithoutExtension(resource[Folder.Length..]), reader.ReadToEnd()));
        }

        return migrations;
    }
}

/// <summary>One file of migrations/.</summary>
/// <param name="Name">File name without <c>.sql</c>; its number is its place in the order.</param>
/// <param name="Sql">Its text.</param>
public sealed record Migration(string Name, string Sql)
{
    /// <summary>SHA-256 of the text with LF line ends, in hex.</summary>
    public string Checksum { get; } = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));

    /// <summary>Whether it runs in a transaction.</summary>
    public bool InTransaction => !Sql.StartsWith("-- no-transaction", StringComparison.Ordinal);
}
