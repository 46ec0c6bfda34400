using Npgsql;
using NpgsqlTypes;
using Observability.Testing;

namespace Observability.Domain.Tests.Rollups;

/// <summary>Puts plain exchanges into the table, all but what is said about them the same.</summary>
internal static class Exchanges
{
    public static Guid Project { get; } = new("00000000-0000-0000-0000-0000000000a1");

    private const string Columns =
        """
        id, started_at, project_id, key_id, upstream, format, method, path, endpoint, model_requested, outcome, capture, stream, properties, usage_source,
        duration_us, overhead_us, request_bytes, response_bytes, tool_calls, retries, status, user_id, input_tokens, output_tokens, cost_usd, pricing
        """;

    /// <summary>Makes the partitions of some days.</summary>
    public static Task MakeDaysAsync(NpgsqlDataSource database, DateTimeOffset first, DateTimeOffset last, CancellationToken ct) => ExecuteAsync(
        database, $"select make_exchange_partitions(d::date) from generate_series('{first:yyyy-MM-dd}'::date, '{last:yyyy-MM-dd}', '1 day') d", ct);

    /// <summary>Inserts <paramref name="count"/> exchanges, a step apart.</summary>
    public static Task AddAsync(NpgsqlDataSource database, DateTimeOffset at, int count, TimeSpan apart, CancellationToken ct) => ExecuteAsync(
        database,
        $"""
        insert into exchanges ({Columns})
        select gen_random_uuid(), $1 + n * $2, $4, '00000000-0000-0000-0000-000000000001', 'openai', 'openai', 'POST', '/', 'chat', 'm' || n % 40, 'completed', 'kept',
            false, '{"{}"}', 'provider', 1000 * (1 + n % 5000), 100, 0, 0, '{"{}"}', 0, 200, 'u' || n % 2000, n, n, 0.001 * n, 'priced'
        from generate_series(0, $3 - 1) n
        """,
        ct, at, apart, count, Project);

    /// <summary>Copies the trace into a project, its times shifted; each prompt token costs a hundred-thousandth.</summary>
    public static async Task CopyAsync(NpgsqlDataSource database, Guid project, IEnumerable<TracedCall> calls, TimeSpan shift, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var copy = await connection.BeginBinaryImportAsync($"copy exchanges ({Columns}) from stdin (format binary)", ct);
        foreach (var call in calls)
        {
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(Guid.CreateVersion7(), NpgsqlDbType.Uuid, ct);
            await copy.WriteAsync((call.StartedAt + shift).UtcDateTime, NpgsqlDbType.TimestampTz, ct);
            await copy.WriteAsync(project, NpgsqlDbType.Uuid, ct);
            await copy.WriteAsync(Project, NpgsqlDbType.Uuid, ct);
            foreach (var text in new[] { "azure", "openai", "POST", "/", "chat", call.Service, "completed", "kept" })
            {
                await copy.WriteAsync(text, NpgsqlDbType.Text, ct);
            }

            await copy.WriteAsync(false, NpgsqlDbType.Boolean, ct);
            await copy.WriteAsync("{}", NpgsqlDbType.Jsonb, ct);
            await copy.WriteAsync("provider", NpgsqlDbType.Text, ct);
            foreach (var number in new[] { 20_000 * call.OutputTokens, 100, 0, 0 })
            {
                await copy.WriteAsync(number, NpgsqlDbType.Bigint, ct);
            }

            await copy.WriteAsync(Array.Empty<string>(), NpgsqlDbType.Array | NpgsqlDbType.Text, ct);
            await copy.WriteAsync((short)0, NpgsqlDbType.Smallint, ct);
            await copy.WriteAsync((short)200, NpgsqlDbType.Smallint, ct);
            await copy.WriteAsync($"u{call.InputTokens % 100}", NpgsqlDbType.Text, ct);
            await copy.WriteAsync(call.InputTokens, NpgsqlDbType.Bigint, ct);
            await copy.WriteAsync(call.OutputTokens, NpgsqlDbType.Bigint, ct);
            await copy.WriteAsync(call.InputTokens * 0.00001m, NpgsqlDbType.Numeric, ct);
            await copy.WriteAsync("priced", NpgsqlDbType.Text, ct);
        }

        await copy.CompleteAsync(ct);
    }

    public static async Task ExecuteAsync(NpgsqlDataSource database, string sql, CancellationToken ct, params object[] values)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.ExecuteNonQueryAsync(ct);
    }

    public static async Task<T> ScalarAsync<T>(NpgsqlDataSource database, string sql, CancellationToken ct)
    {
        await using var command = database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(ct))!;
    }
}
