using Npgsql;
using Observability.Domain.Keys;

namespace Observability.Ingest.Tests.Configuration;

/// <summary>Stores what an admin would through the dashboard.</summary>
internal static class Stored
{
    public static async Task<Guid> ProjectAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        var id = Guid.CreateVersion7();
        await ExecuteAsync(
            database, "insert into projects (id, slug, name, default_upstream, created_at) values ($1, $2, 'Test', 'ollama', now())",
            ct, id, "p" + id.ToString("N")[20..]);
        return id;
    }

    /// <summary>The text of a new write key of a new project.</summary>
    public static async Task<string> KeyAsync(NpgsqlDataSource database, CancellationToken ct) =>
        await KeyAsync(database, await ProjectAsync(database, ct), ct);

    public static async Task<string> KeyAsync(NpgsqlDataSource database, Guid projectId, CancellationToken ct)
    {
        var text = KeyText.Generate(KeyKind.Write).Value;
        await ExecuteAsync(
            database, "insert into keys (id, project_id, kind, name, digest, hint, created_at) values ($1, $2, 'write', 'test', $3, $4, now())",
            ct, Guid.CreateVersion7(), projectId, KeyText.DigestOf(text), KeyText.HintOf(text));
        return text;
    }

    public static Task RevokeAsync(NpgsqlDataSource database, string key, CancellationToken ct) =>
        ExecuteAsync(database, "update keys set revoked_at = now() where digest = $1", ct, KeyText.DigestOf(key));

    public static Task UpstreamAsync(
        NpgsqlDataSource database, Guid id, Guid? projectId, string name, string url, byte[]? credential, CancellationToken ct) =>
        ExecuteAsync(
            database,
            """
            insert into upstreams (id, project_id, name, base_url, format, credential, allow_private, source, updated_at)
            values ($1, $2, $3, $4, 'openai', $5, false, 'dashboard', now())
            """,
            ct, id, projectId, name, url, credential);

    public static async Task ExecuteAsync(NpgsqlDataSource database, string sql, CancellationToken ct, params object?[] values)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        }

        await command.ExecuteNonQueryAsync(ct);
    }
}
