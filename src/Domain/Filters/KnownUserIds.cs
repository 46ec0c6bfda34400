using Npgsql;

namespace Observability.Domain.Filters;

/// <summary>Which user ids a filter comes down to, where they are few: then an index on them serves, which patterns and names cannot use.</summary>
public static class KnownUserIds
{
    /// <summary>Most ids that are told: an index helps with few.</summary>
    public const int Most = 200;

    private static readonly FilterField[] OfUsers = [FilterFields.User, FilterFields.UserId];

    /// <summary>The ids that every exchange which the filter keeps has one of; null when it asks for no user, for many, or keeps exchanges without one.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="database">Where ids are known: every one that an exchange ever carried is.</param>
    /// <param name="project">Whose.</param>
    /// <param name="ct">Nobody waits any longer.</param>
    /// <exception cref="NpgsqlException">PostgreSQL is away.</exception>
    public static async Task<IReadOnlyList<string>?> OfAsync(Filter filter, NpgsqlDataSource database, Guid project, CancellationToken ct)
    {
        var parts = filter.Parts.Where(p => p.UsesOnly(OfUsers)).ToList();
        if (parts.Count == 0)
        {
            return null;
        }

        await using var command = database.CreateCommand();
        command.Parameters.Add(new() { Value = project });
        // An exchange without a user is a row among them: what keeps it cannot be found by ids.
        command.CommandText =
            $"""
            select k.user_id from (select user_id from user_ids where project_id = $1 union all select null) k
            where {FilterSql.OverDimensions(Filter.OfParts(parts), project, _ => "k.user_id", command.Parameters)} limit {Most + 1}
            """;
        var ids = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            if (await reader.IsDBNullAsync(0, ct) || ids.Count == Most)
            {
                return null;
            }

            ids.Add(reader.GetString(0));
        }

        return ids;
    }
}
