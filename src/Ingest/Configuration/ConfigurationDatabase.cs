using Npgsql;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Keys;
using Observability.Domain.Pricing;
using Observability.Domain.Redaction;
using Observability.Domain.Upstreams;
using Observability.Ingest.Keys;

namespace Observability.Ingest.Configuration;

/// <summary>Reads keys, upstreams and prices out of PostgreSQL and hears when they change.</summary>
/// <param name="database">Opens connections.</param>
/// <param name="masterKey">Must be the one this database was first used with.</param>
public sealed class ConfigurationDatabase(NpgsqlDataSource database, Sensitive<byte[]> masterKey)
{
    /// <summary>Brings the schema to this build's version.</summary>
    /// <exception cref="SettingException">The database is newer than this build, or its migrations are not ours.</exception>
    public Task MigrateAsync(CancellationToken ct) => Schema.MigrateAsync(database, ct);

    /// <summary>Checks the master key.</summary>
    /// <exception cref="SettingException">The database was used with another one.</exception>
    public Task CheckMasterKeyAsync(CancellationToken ct) => MasterKey.CheckAsync(database, masterKey, ct);

    /// <summary>Everything stored, in one round trip.</summary>
    public async Task<StoredConfiguration> ReadAsync(CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new(
            """
            select k.digest, k.id, k.project_id, k.kind, p.default_upstream, k.expires_at, k.revoked_at, k.client, k.alterations_on, k.alterations_off,
                p.redaction
            from keys k join projects p on p.id = k.project_id order by k.id
            """));
        batch.BatchCommands.Add(new(
            """
            select id, project_id, name, base_url, format, credential, credential_hint, allow_private, source, updated_at, prices
            from upstreams order by id
            """));
        batch.BatchCommands.Add(new(
            "select id, project_id, upstream, model, starts_at, ends_at, rates, note, created_at, created_by from prices order by id"));
        batch.BatchCommands.Add(new(
            "select id, project_id, upstream, provider, round(factor, 12), note, updated_at, updated_by from upstream_terms order by id"));
        await using var rows = await batch.ExecuteReaderAsync(ct);
        var keys = new List<StoredKey>();
        while (await rows.ReadAsync(ct))
        {
            if (Key(rows) is { } key)
            {
                keys.Add(key);
            }
        }

        var upstreams = await NextAsync(rows, Row, ct);
        return new(keys, upstreams) { Prices = await NextAsync(rows, Price, ct), Terms = await NextAsync(rows, Terms, ct) };
    }

    /// <summary>A connection of its own on which changes are announced from now on.</summary>
    public async Task<NpgsqlConnection> ListenAsync(CancellationToken ct)
    {
        var connection = await database.OpenConnectionAsync(ct);
        try
        {
            await using var listen = new NpgsqlCommand("listen configuration_changed", connection);
            await listen.ExecuteNonQueryAsync(ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static async Task<IReadOnlyList<T>> NextAsync<T>(NpgsqlDataReader rows, Func<NpgsqlDataReader, T> read, CancellationToken ct)
    {
        await rows.NextResultAsync(ct);
        var all = new List<T>();
        while (await rows.ReadAsync(ct))
        {
            all.Add(read(rows));
        }

        return all;
    }

    private static OwnPrice Price(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        ProjectId = row.GetGuid(1),
        Upstream = row.IsDBNull(2) ? null : row.GetString(2),
        Model = row.GetString(3),
        StartsAt = row.GetFieldValue<DateTimeOffset?>(4),
        EndsAt = row.GetFieldValue<DateTimeOffset?>(5),
        Rates = row.GetString(6),
        Note = row.IsDBNull(7) ? null : row.GetString(7),
        CreatedAt = row.GetFieldValue<DateTimeOffset>(8),
        CreatedBy = row.GetString(9),
    };

    private static UpstreamTerms Terms(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        ProjectId = row.GetGuid(1),
        Upstream = row.GetString(2),
        Provider = row.IsDBNull(3) ? null : row.GetString(3),
        Factor = row.GetDecimal(4),
        Note = row.IsDBNull(5) ? null : row.GetString(5),
        UpdatedAt = row.GetFieldValue<DateTimeOffset>(6),
        UpdatedBy = row.GetString(7),
    };

    // A kind that only a newer build knows opens nothing here.
    private static StoredKey? Key(NpgsqlDataReader row)
    {
        if (EnumNames.Parse<KeyKind>(row.GetString(3)) is not { } kind)
        {
            return null;
        }

        var client = EnumNames.Parse<KeyClient>(row.GetString(7)) ?? KeyClient.Any;
        var (on, off) = (AlterationNames.Parse(row.GetFieldValue<string[]>(8)), AlterationNames.Parse(row.GetFieldValue<string[]>(9)));
        var key = new KnownKey(
            row.GetGuid(1), row.GetGuid(2), kind, row.GetString(4), row.GetFieldValue<DateTimeOffset?>(5), row.GetFieldValue<DateTimeOffset?>(6))
        {
            Alterations = KeyAlterations.Of(client, on, off),
            SwitchedOn = client == KeyClient.Replay ? Alterations.None : on & ~off,
            IsReplay = client == KeyClient.Replay,
            // A mode that only a newer build knows keeps less than this one would.
            Redaction = EnumNames.Parse<RedactionMode>(row.GetString(10)) ?? RedactionMode.Metadata,
        };
        return new(row.GetFieldValue<byte[]>(0), key);
    }

    private static Upstream Row(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        ProjectId = row.GetFieldValue<Guid?>(1),
        Name = row.GetString(2),
        BaseUrl = row.GetString(3),
        Format = row.GetString(4),
        Credential = row.IsDBNull(5) ? null : row.GetFieldValue<byte[]>(5),
        CredentialHint = row.IsDBNull(6) ? null : row.GetString(6),
        AllowPrivate = row.GetBoolean(7),
        Source = row.GetString(8),
        UpdatedAt = row.GetFieldValue<DateTimeOffset>(9),
        Prices = row.IsDBNull(10) ? null : row.GetString(10),
    };
}
