using Npgsql;

namespace Observability.Dashboard.Overview;

/// <summary>Reads what listed keys and users are called, which sums know by their ids.</summary>
internal sealed class OverviewNames(NpgsqlDataSource database, Guid project)
{
    private const string Names =
        """
        select true, k.id::text, k.name from keys k where k.project_id = $1 and k.id::text = any($2)
        union all
        select false, u.user_id, coalesce(u.name, u.email) from users u where u.project_id = $1 and u.user_id = any($3) and coalesce(u.name, u.email) is not null
        """;

    public async Task<(IReadOnlyDictionary<string, string> Keys, IReadOnlyDictionary<string, string> Users)> ReadAsync(OverviewSums of, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Names);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = project });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = Ids(of.Keys) });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = Ids(of.Users) });
        var (keys, users) = (new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            (reader.GetBoolean(0) ? keys : users)[reader.GetString(1)] = reader.GetString(2);
        }

        return (keys, users);
    }

    private static string[] Ids(Ranking of) => [.. of.Items.Select(i => i.Names[0]).OfType<string>()];
}
