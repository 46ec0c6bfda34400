using Npgsql;
using NpgsqlTypes;
using Observability.Domain.Exchanges;

namespace Observability.Domain.Filters;

/// <summary>
/// The names of keys and users of one project that exchanges are asked by. Rows hold ids; names are looked up for the rows that are about to be asked,
/// so that memory is bounded by them and a name that was just given counts.
/// </summary>
/// <param name="projectId">The project.</param>
public sealed class FilterNames(Guid projectId)
{
    private volatile Known _known = new([], []);

    /// <summary>Whether a filter asks for names at all; where none does, <see cref="ReadAsync"/> is not needed.</summary>
    public static bool AreAskedBy(Filter filter) => filter.Fields.Any(f => f.Kind is FilterKind.Key or FilterKind.User);

    /// <summary>Reads the names that these exchanges' keys and users have now; all others are forgotten. One reading at a time.</summary>
    /// <param name="database">Where they are.</param>
    /// <param name="rows">Exchanges of the project.</param>
    /// <param name="ct">Ends the reading; what was known then stays.</param>
    public async Task ReadAsync(NpgsqlDataSource database, IEnumerable<Exchange> rows, CancellationToken ct)
    {
        var asked = rows.Select(r => (r.KeyId, r.User)).ToHashSet();
        await using var command = database.CreateCommand(
            """
            select k.id, null, k.name, null from keys k where k.project_id = $1 and k.id = any($2)
            union all
            select null, u.user_id, u.name, u.email from users u where u.project_id = $1 and u.user_id = any($3)
            """);
        command.Parameters.Add(new() { Value = projectId });
        command.Parameters.Add(new() { Value = asked.Select(a => a.KeyId).Distinct().ToArray() });
        command.Parameters.Add(new() { Value = asked.Select(a => a.User).OfType<string>().Distinct().ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        var read = new Known([], []);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var name = await reader.IsDBNullAsync(2, ct) ? null : reader.GetString(2);
            if (!await reader.IsDBNullAsync(0, ct))
            {
                read.Keys[reader.GetGuid(0)] = name;
            }
            else
            {
                read.Users[reader.GetString(1)] = (name, await reader.IsDBNullAsync(3, ct) ? null : reader.GetString(3));
            }
        }

        _known = read;
    }

    internal string? KeyName(Guid id) => _known.Keys.GetValueOrDefault(id);

    internal (string? Name, string? Email) UserNames(string id) => _known.Users.GetValueOrDefault(id);

    private sealed record Known(Dictionary<Guid, string?> Keys, Dictionary<string, (string? Name, string? Email)> Users);
}
