using Npgsql;
using NpgsqlTypes;
using Observability.Domain.Exchanges;

namespace Observability.Ingest.Spool;

/// <summary>Some of an ingest's requests in flight, by id.</summary>
/// <param name="Instance">The ingest.</param>
/// <param name="Ids">Theirs.</param>
internal sealed record RunningIds(Guid Instance, IReadOnlyCollection<Guid> Ids);

/// <summary>The table running_exchanges as an ingest writes it. Whoever shows a project's requests is told by NOTIFY, on a channel of its own.</summary>
internal static class RunningTable
{
    private const string Columns =
        """
        instance_id, id, started_at, project_id, key_id, upstream, format, method, path, endpoint, model_requested, user_id, user_name, user_email,
        session, task, stream, properties, client, request_bytes, request_preview, replay_of
        """;

    private const string Announce = "select pg_notify('exchanges_running', project_id::text) from (select distinct project_id from gone) projects";

    /// <summary>Deletes some.</summary>
    public static NpgsqlBatchCommand Remove(RunningIds ids) => new(
        $"with gone as (delete from running_exchanges where instance_id = $1 and id = any($2) returning project_id) {Announce}")
    {
        Parameters = { new() { Value = ids.Instance }, new() { Value = ids.Ids.ToArray() } },
    };

    /// <summary>Deletes all of an ingest.</summary>
    public static NpgsqlBatchCommand RemoveAll(Guid instance) => new(
        $"with gone as (delete from running_exchanges where instance_id = $1 returning project_id) {Announce}")
    {
        Parameters = { new() { Value = instance } },
    };

    /// <summary>Says of which projects there are new ones.</summary>
    public static NpgsqlBatchCommand Tell(IEnumerable<RunningExchange> rows) => new(
        "select pg_notify('exchanges_running', project_id::text) from unnest($1) project_id")
    {
        Parameters = { new() { Value = rows.Select(r => r.ProjectId).Distinct().ToArray() } },
    };

    /// <summary>Makes the table that new ones go through.</summary>
    public static NpgsqlBatchCommand Prepare() => new(Staging.Table("starting_exchanges", "running_exchanges"));

    /// <summary>Adds those that were copied, none of which is there.</summary>
    public static NpgsqlBatchCommand Add() => new($"insert into running_exchanges ({Columns}) select {Columns} from starting_exchanges");

    /// <summary>Copies some, to be added by the same transaction.</summary>
    public static void Copy(NpgsqlConnection connection, IReadOnlyList<RunningExchange> rows, TimeSpan patience)
    {
        using var copy = connection.BeginBinaryImport($"copy starting_exchanges ({Columns}) from stdin (format binary)");
        copy.Timeout = patience;
        foreach (var row in rows)
        {
            Write(copy, row);
        }

        copy.Complete();
    }

    private static void Write(NpgsqlBinaryImporter copy, RunningExchange row)
    {
        copy.StartRow();
        copy.Write(row.InstanceId, NpgsqlDbType.Uuid);
        copy.Write(row.Id, NpgsqlDbType.Uuid);
        copy.Write(row.StartedAt.UtcDateTime, NpgsqlDbType.TimestampTz);
        copy.Write(row.ProjectId, NpgsqlDbType.Uuid);
        copy.Write(row.KeyId, NpgsqlDbType.Uuid);
        foreach (var text in new[] { row.Upstream, row.Format, row.Method, row.Path, row.Endpoint, row.ModelRequested, row.User, row.UserName, row.UserEmail, row.Session, row.Task })
        {
            Text(copy, text);
        }

        copy.Write(row.Stream, NpgsqlDbType.Boolean);
        copy.Write(row.Properties, NpgsqlDbType.Jsonb);
        Text(copy, row.Client);
        copy.Write(row.RequestBytes, NpgsqlDbType.Bigint);
        Text(copy, row.RequestPreview);
        if (row.ReplayOf is { } original)
        {
            copy.Write(original, NpgsqlDbType.Uuid);
        }
        else
        {
            copy.WriteNull();
        }
    }

    private static void Text(NpgsqlBinaryImporter copy, string? text)
    {
        if (text is null)
        {
            copy.WriteNull();
        }
        else
        {
            copy.Write(text, NpgsqlDbType.Text);
        }
    }
}
