using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Observability.Domain.Exchanges;
using Observability.Domain.Prompts;

namespace Observability.Dashboard.Prompts;

/// <summary>Tells of the exchanges of one project from which versions they were made, and stores that.</summary>
/// <param name="database">Where they are.</param>
/// <param name="project">The project.</param>
/// <param name="prompts">Its prompts.</param>
internal sealed class PromptUseSearch(NpgsqlDataSource database, Guid project, KnownPrompts prompts)
{
    /// <summary>Longest body that is looked through, bytes as stored and as decoded.</summary>
    public const int LongestBody = 1 << 20;

    /// <summary>Exchanges of one batch.</summary>
    public const int BatchRows = 200;

    // A body is read where the producer named no prompt, or one that may not be ours; and only where the path is one that a version goes to.
    private const string Candidates =
        """
        select e.id, e.started_at, e.prompt_id, e.path, e.capture = 'kept' and e.method = 'POST' and split_part(e.path, '?', 1) = any($4) and e.request_bytes <= $5
        from exchanges e
        where e.project_id = $1 and e.started_at > $2 and e.started_at <= $3 and e.duration_us >= $7
            and (e.prompt_id is not null or (e.capture = 'kept' and e.method = 'POST' and split_part(e.path, '?', 1) = any($4) and e.request_bytes <= $5))
            and not exists (select from prompt_uses u where u.started_at = e.started_at and u.exchange_id = e.id)
        order by e.started_at limit $6
        """;

    private const string Body = "select request_headers, request_body from exchange_bodies where id = $1 and started_at = $2 and project_id = $3";

    // Only of versions that are still there.
    private const string Store =
        """
        insert into prompt_uses (started_at, exchange_id, project_id, version_id, how)
            select u.started_at, u.exchange_id, $1, v.id, u.how
            from unnest($2, $3, $4, $5) as u (started_at, exchange_id, version_id, how) join prompt_versions v on v.id = u.version_id
        on conflict (started_at, exchange_id) do nothing
        """;

    /// <summary>Looks through a batch of those that started in a time and took at least so long.</summary>
    /// <returns>How many it told, and until when it has looked.</returns>
    public async Task<(long Told, DateTimeOffset Until)> LookAsync((DateTimeOffset From, DateTimeOffset To) time, TimeSpan atLeast, CancellationToken ct)
    {
        var rows = await CandidatesAsync(time, atLeast, ct);
        var until = time.To;
        if (rows.Count == BatchRows)
        {
            // The last moment may have more than came; unless all are of one, it is left for the next batch.
            until = rows[^1].StartedAt;
            rows = rows[0].StartedAt == until ? rows : [.. rows.Where(r => r.StartedAt < until)];
            until = rows[^1].StartedAt;
        }

        var uses = new List<PromptUse>();
        foreach (var row in rows)
        {
            if (row.PromptId is { } said && prompts.Named(said, row.StartedAt) is { } named)
            {
                uses.Add(Use(row, named, PromptUseSource.Header));
            }
            else if (row.MayMatch && await SaidAsync(row, ct) is { } matched)
            {
                uses.Add(Use(row, matched, PromptUseSource.Matched));
            }
        }

        await StoreAsync(uses, ct);
        return (uses.Count, until);
    }

    private static PromptUse Use(Candidate row, Guid version, PromptUseSource how) => new() { ExchangeId = row.Id, StartedAt = row.StartedAt, VersionId = version, How = how };

    private async Task<List<Candidate>> CandidatesAsync((DateTimeOffset From, DateTimeOffset To) time, TimeSpan atLeast, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Candidates);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = project });
        command.Parameters.Add(new() { Value = time.From.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = time.To.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = prompts.Paths });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = LongestBody });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = BatchRows });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = (long)atLeast.TotalMicroseconds });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<Candidate>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(new(reader.GetGuid(0), new(reader.GetDateTime(1), TimeSpan.Zero), await reader.IsDBNullAsync(2, ct) ? null : reader.GetString(2), reader.GetString(3), reader.GetBoolean(4)));
        }

        return rows;
    }

    private async Task<Guid?> SaidAsync(Candidate row, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Body);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = row.Id });
        command.Parameters.Add(new() { Value = row.StartedAt.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = project });
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
        {
            return null;
        }

        var headers = StoredHeaders.Decode(await reader.GetFieldValueAsync<byte[]>(0, ct));
        var body = ContentDecoding.Decode(await reader.GetFieldValueAsync<byte[]>(1, ct), headers["Content-Encoding"], ChunkTimeline.None).Bytes;
        if (body.Length > LongestBody)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            return prompts.Said(document.RootElement, row.Path, row.StartedAt);
        }
        catch (JsonException)
        {
            // Not every body to such a path is JSON, or whole.
            return null;
        }
    }

    private async Task StoreAsync(List<PromptUse> uses, CancellationToken ct)
    {
        if (uses.Count == 0)
        {
            return;
        }

        await using var command = database.CreateCommand(Store);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = project });
        command.Parameters.Add(new() { Value = uses.Select(u => u.StartedAt.UtcDateTime).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. uses.Select(u => u.ExchangeId)] });
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. uses.Select(u => u.VersionId)] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. uses.Select(u => Domain.EnumNames.NameOf(u.How))] });
        await command.ExecuteNonQueryAsync(ct);
    }

    private sealed record Candidate(Guid Id, DateTimeOffset StartedAt, string? PromptId, string Path, bool MayMatch);
}
