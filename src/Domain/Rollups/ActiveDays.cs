using Npgsql;
using Observability.Domain.Filters;

namespace Observability.Domain.Rollups;

/// <summary>
/// The days on which something may be: for what is rare among millions the sums know where to look. They know nothing of exchanges that they do not count;
/// <see cref="SummedRows.Uncounted"/> have an index of their own.
/// </summary>
/// <param name="database">Where the sums are.</param>
/// <param name="project">Whose.</param>
public sealed class ActiveDays(NpgsqlDataSource database, Guid project)
{
    /// <summary>Over <c>exchanges e</c>: those that sums, and so these days, do not tell of, lists of models aside.</summary>
    public const string Untold = TallyColumns.Uncounted;

    /// <summary>Whether sums can tell: the filter asks about dimensions of one cut and nothing else, and about something at all.</summary>
    public static bool CanTell(Filter filter) => !filter.IsEmpty && new UsageQuery([]) { Filter = filter }.Cut is not null;

    /// <summary>The starts of UTC days within a range that have a counted exchange the filter keeps, or whose sums are behind and cannot tell. In order.</summary>
    /// <param name="filter">A filter that <see cref="CanTell"/>.</param>
    /// <param name="from">Start of the range.</param>
    /// <param name="to">Its end.</param>
    /// <param name="ct">Nobody waits any longer.</param>
    /// <exception cref="NpgsqlException">PostgreSQL is away.</exception>
    public async Task<IReadOnlyList<DateTimeOffset>> WithinAsync(Filter filter, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        var cut = new UsageQuery([]) { Filter = filter }.Cut ?? throw new ArgumentException($"Sums know nothing of '{filter}'.", nameof(filter));
        // What is behind is looked at first: what falls behind afterwards arrived after the question.
        Marks marks;
        await using (var usage = await UsageSnapshot.OpenAsync(database, project, ct))
        {
            marks = usage.Marks;
        }

        var told = await ToldAsync(filter, cut, RollupLevels.Floor(RollupLevel.Day, from), to, ct);
        var days = new List<DateTimeOffset>();
        for (var day = RollupLevels.Floor(RollupLevel.Day, from); day < to; day += RollupLevels.LengthOf(RollupLevel.Day))
        {
            if (told.Contains(day) || marks.IsBehind(RollupLevel.Day, day))
            {
                days.Add(day);
            }
        }

        return days;
    }

    private async Task<HashSet<DateTimeOffset>> ToldAsync(Filter filter, Cut cut, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        await using var command = database.CreateCommand();
        foreach (var value in new object[] { project, cut.Id, from, to.ToUniversalTime() })
        {
            command.Parameters.Add(new() { Value = value });
        }

        command.CommandText =
            $"""
            select distinct u.bucket from usage_by_day u where u.project_id = $1 and u.cut = $2 and u.bucket >= $3 and u.bucket < $4
                and {FilterSql.OverDimensions(filter, project, f => "u." + Dimension.Of(f).Column, command.Parameters)}
            """;
        var days = new HashSet<DateTimeOffset>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            days.Add(await reader.GetFieldValueAsync<DateTimeOffset>(0, ct));
        }

        return days;
    }
}
