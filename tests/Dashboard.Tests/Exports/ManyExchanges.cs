using Npgsql;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Tests.Exports;

/// <summary>More exchanges than wait in the buffers of a socket, made in the database from one.</summary>
internal static class ManyExchanges
{
    public static async Task StoreAsync(NpgsqlDataSource database, ExchangeRecord like, int count, CancellationToken ct)
    {
        await Some.StoreAsync(database, [like], ct);
        await using var command = database.CreateCommand(
            """
            insert into exchanges
            select (jsonb_populate_record(e, jsonb_build_object('id', gen_random_uuid(), 'started_at', e.started_at + i * interval '1 millisecond'))).*
            from exchanges e, generate_series(1, $2) i where e.id = $1
            """);
        command.Parameters.Add(new() { Value = like.Row.Id });
        command.Parameters.Add(new() { Value = count - 1 });
        command.CommandTimeout = 120;
        await command.ExecuteNonQueryAsync(ct);
    }
}
