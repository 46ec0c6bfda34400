using Npgsql;

namespace Observability.Dashboard.Live;

/// <summary>What became visible in exchange_arrivals between two snapshots of PostgreSQL: nothing twice, nothing never, however commits interleave.</summary>
internal static class Arrivals
{
    /// <summary>Most exchanges of one look; where there are more, they had better be listed.</summary>
    public const int MostAtOnce = 500;

    // One statement, so that the snapshot it tells is the one it looked with. Transactions from beyond it are of another server, whose dump this was.
    private const string Sql =
        """
        select pg_current_snapshot()::text, a.ids, a.started
        from (select) one left join exchange_arrivals a
            on a.project_id = $1 and a.xid >= pg_snapshot_xmin($2::text::pg_snapshot) and a.xid < pg_snapshot_xmax(pg_current_snapshot())
            and not pg_visible_in_snapshot(a.xid, $2::text::pg_snapshot)
        """;

    /// <summary>The snapshot of this moment: what arrives from now on is found with it.</summary>
    public static async Task<string> NowAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select pg_current_snapshot()::text", connection);
        return (string)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>What became visible since a snapshot, and the snapshot of this look.</summary>
    /// <returns>Ids with their starts; null when they are more than <see cref="MostAtOnce"/>.</returns>
    public static async Task<(string Snapshot, Dictionary<Guid, DateTime>? Arrived)> SinceAsync(
        NpgsqlConnection connection, Guid project, string snapshot, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Sql, connection) { Parameters = { new() { Value = project }, new() { Value = snapshot } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var now = snapshot;
        var arrived = new Dictionary<Guid, DateTime>();
        while (await reader.ReadAsync(ct))
        {
            now = reader.GetString(0);
            if (!await reader.IsDBNullAsync(1, ct) && arrived.Count <= MostAtOnce)
            {
                var (ids, started) = (await reader.GetFieldValueAsync<Guid[]>(1, ct), await reader.GetFieldValueAsync<DateTime[]>(2, ct));
                for (var i = 0; i < ids.Length; i++)
                {
                    arrived[ids[i]] = started[i];
                }
            }
        }

        return (now, arrived.Count > MostAtOnce ? null : arrived);
    }
}
