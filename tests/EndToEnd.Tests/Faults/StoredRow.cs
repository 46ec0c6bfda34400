using Npgsql;

namespace Observability.EndToEnd.Tests.Faults;

/// <summary>One exchange as PostgreSQL has it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Capture">What became of its bytes.</param>
/// <param name="RequestSha256">Of the request's whole body, lower-case hex.</param>
/// <param name="ResponseSha256">Of the response's whole body, lower-case hex.</param>
/// <param name="BodiesMissing">How many of its two bodies are not stored although they had bytes.</param>
internal sealed record StoredRow(Guid Id, string Outcome, string Capture, string RequestSha256, string ResponseSha256, int BodiesMissing)
{
    // An exchange without its bodies, or with two, is a fault that must show: hence the outer join.
    private const string Sql =
        """
        select e.id, e.outcome, e.capture, encode(b.request_sha256, 'hex'), encode(b.response_sha256, 'hex'),
            (e.request_bytes > 0 and length(b.request_body) = 0)::int + (e.response_bytes > 0 and length(b.response_body) = 0)::int
        from exchanges e full join exchange_bodies b on b.id = e.id
        order by e.id
        """;

    /// <summary>Every row there is.</summary>
    public static async Task<IReadOnlyList<StoredRow>> ReadAllAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        var rows = new List<StoredRow>();
        await using var command = database.CreateCommand(Sql);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            rows.Add(new(reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetInt32(5)));
        }

        return rows;
    }
}
