using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using Observability.Dashboard.Upstreams;
using Observability.Domain;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Exchanges;

/// <summary>Makes the searched words of stored exchanges from their bodies, as the writer makes those of new ones.</summary>
/// <param name="db">Where both are. A transaction that is open on it is used.</param>
internal sealed class StoredTexts(ObservabilityDb db)
{
    // Only of exchanges that are still there: nobody would ever delete the words of others.
    private const string Write =
        """
        insert into exchange_texts (id, started_at, project_id, input, output, input_capitals, output_capitals)
            select n.* from unnest($1, $2, $3, $4, $5, $6, $7) as n (id, started_at, project_id, input, output, input_capitals, output_capitals)
            join exchanges e on e.id = n.id and e.started_at = n.started_at and e.started_at between $8 and $9
        on conflict (id, started_at) do update set
            input = excluded.input, output = excluded.output, input_capitals = excluded.input_capitals, output_capitals = excluded.output_capitals
        """;

    /// <summary>Reads the bodies of these rows, one after the other, and writes their words, also over those there are.</summary>
    public async Task WriteAsync(IReadOnlyList<Exchange> rows, CancellationToken ct)
    {
        if (rows.Count == 0)
        {
            return;
        }

        var texts = new List<ExchangeTexts>(rows.Count);
        foreach (var row in rows)
        {
            texts.Add(await OfAsync(row, ct));
        }

        await db.Database.OpenConnectionAsync(ct);
        try
        {
            await using var command = new NpgsqlCommand(Write, (NpgsqlConnection)db.Database.GetDbConnection());
            Add(command, texts, NpgsqlDbType.Uuid, t => t.Id);
            Add(command, texts, NpgsqlDbType.TimestampTz, t => t.StartedAt.UtcDateTime);
            Add(command, texts, NpgsqlDbType.Uuid, t => t.ProjectId);
            Add(command, texts, NpgsqlDbType.Text, t => t.Input);
            Add(command, texts, NpgsqlDbType.Text, t => t.Output);
            Add(command, texts, NpgsqlDbType.Bytea, t => t.InputCapitals);
            Add(command, texts, NpgsqlDbType.Bytea, t => t.OutputCapitals);
            command.Parameters.Add(new() { Value = texts.Min(t => t.StartedAt).UtcDateTime });
            command.Parameters.Add(new() { Value = texts.Max(t => t.StartedAt).UtcDateTime });
            await command.ExecuteNonQueryAsync(ct);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    private async Task<ExchangeTexts> OfAsync(Exchange row, CancellationToken ct)
    {
        var bodies = row.Capture == CaptureVerdict.NotKept
            ? null
            : await db.ExchangeBodies.SingleOrDefaultAsync(b => b.Id == row.Id && b.StartedAt == row.StartedAt && b.ProjectId == row.ProjectId, ct);
        return bodies is null
            ? ExchangeTexts.OfPreviews(row)
            : ExchangeReader.TextsOf(StoredExchange.ToCaptured(row, bodies, await UpstreamFamily.OfAsync(db, row.ProjectId, row.Upstream, ct)));
    }

    private static void Add<T>(NpgsqlCommand command, List<ExchangeTexts> texts, NpgsqlDbType type, Func<ExchangeTexts, T> value) =>
        command.Parameters.Add(new() { Value = texts.Select(value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type });
}
