using Npgsql;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Usage;

/// <summary>What people call the groups that are kept by id: keys and users.</summary>
internal static class GroupTitles
{
    private const string Keys = "select k.id::text, k.name from keys k where k.project_id = $1 and k.id::text = any($2)";
    private const string Users = "select u.user_id, coalesce(u.name, u.email) from users u where u.project_id = $1 and u.user_id = any($2)";

    /// <summary>The groups, those of a key or a user with its title where it has one.</summary>
    public static async Task<IReadOnlyList<UsageGroup>> OfAsync(
        NpgsqlDataSource database, Guid project, Dimension by, IReadOnlyList<UsageGroup> groups, CancellationToken ct)
    {
        var sql = by == Dimension.Key ? Keys : by == Dimension.User ? Users : null;
        string[] ids = [.. groups.Select(g => g.Name).OfType<string>()];
        if (sql is null || ids.Length == 0)
        {
            return groups;
        }

        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = project });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = ids });
        var titles = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            if (!await reader.IsDBNullAsync(1, ct))
            {
                titles[reader.GetString(0)] = reader.GetString(1);
            }
        }

        return [.. groups.Select(g => g.Name is { } name && titles.TryGetValue(name, out var title) ? g with { Title = title } : g)];
    }
}
