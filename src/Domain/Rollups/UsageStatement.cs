using System.Globalization;
using Npgsql;
using Observability.Domain.Filters;

namespace Observability.Domain.Rollups;

/// <summary>Writes the statement that reads one level for a question.</summary>
internal sealed class UsageStatement(Guid project, UsageQuery query)
{
    /// <summary>How many columns come before those of the tally: bucket, whether it is told apart, and the dimensions.</summary>
    public int Before => 2 + query.By.Count;

    /// <summary>What the tallies hold.</summary>
    public TallyChoice Choice { get; } = TallyChoice.Of(query);

    /// <summary>The statement for some stretches of a level; <paramref name="only"/> = names of the one dimension that are told apart, null = all.</summary>
    public NpgsqlBatchCommand At(RollupLevel level, IReadOnlyList<Span> spans, IReadOnlyList<string?>? only)
    {
        var command = new NpgsqlBatchCommand();
        var at = level == RollupLevel.Rows ? "e.started_at" : "u.bucket";
        var dimensions = query.By.Select(d => $"({Expression(command, level, d)})::text").ToList();
        var apart = Apart(command, dimensions, only);
        var bucket = query.ByBucket ? $"width_bucket({at}, {Add(command, query.Bounds.ToArray())}) - 1" : "0";
        var tally = level == RollupLevel.Rows ? TallySql.OfRows(Choice) : TallySql.OfSums(Choice);
        var groups = string.Join(", ", Enumerable.Range(1, Before).Select(i => i.ToString(CultureInfo.InvariantCulture)));
        command.CommandText =
            $"""
            select {string.Join(", ", [bucket, apart ?? "true", .. dimensions.Select(d => apart is null ? d : $"case when {apart} then {d} end")])}, {tally}
            from {(level == RollupLevel.Rows ? "exchanges e" : RollupLevels.TableOf(level) + " u")} {Within(command, at, spans)}
                and {Asked(command, level, spans)}{Only(command, dimensions)}
            group by {groups} limit {query.RowLimit + 1}
            """;
        return command;
    }

    /// <summary>The buckets of each user, some of them named more than once; over every level at once.</summary>
    public NpgsqlBatchCommand Users(IEnumerable<(RollupLevel Level, IReadOnlyList<Span> Spans)> levels)
    {
        var command = new NpgsqlBatchCommand();
        var bounds = Add(command, query.Bounds.ToArray());
        var parts = levels.Select(l =>
        {
            var (of, at) = l.Level == RollupLevel.Rows ? ("e", "e.started_at") : ("u", "u.bucket");
            return $"""
                select width_bucket({at}, {bounds}) - 1 as bucket, {of}.user_id
                from {(l.Level == RollupLevel.Rows ? "exchanges e" : RollupLevels.TableOf(l.Level) + " u")} {Within(command, at, l.Spans)}
                    and {of}.user_id is not null and {Asked(command, l.Level, l.Spans)}
                """;
        });
        command.CommandText =
            $"""
            select array_agg(s.bucket) from ({string.Join(" union all ", parts)}) s group by s.user_id
            """;
        return command;
    }

    private string Asked(NpgsqlBatchCommand command, RollupLevel level, IReadOnlyList<Span> spans) => level == RollupLevel.Rows
        ? $"e.project_id = {Add(command, project)} and {TallyColumns.ConditionOf(query.Of)} and {FilterSql.OverExchanges(query.Filter, project, command.Parameters, new(spans.Min(s => s.From), spans.Max(s => s.To)))}"
        : $"""
          u.project_id = {Add(command, project)} and u.cut = {Add(command, query.Cut!.Id)}
              and {FilterSql.OverDimensions(query.Filter, project, f => "u." + Dimension.Of(f).Column, command.Parameters)}
          """;

    private static string? Apart(NpgsqlBatchCommand command, List<string> dimensions, IReadOnlyList<string?>? only) =>
        only is null
            ? null
            : $"""
              case when {dimensions[0]} is null then {(only.Contains(null) ? "true" : "false")}
                  else {dimensions[0]} = any({Add(command, only.OfType<string>().ToArray())}) end
              """;

    private string Only(NpgsqlBatchCommand command, List<string> dimensions) =>
        query.Only is not { } names
            ? ""
            : $" and ({dimensions[0]} = any({Add(command, names.OfType<string>().ToArray())}){(names.Contains(null) ? $" or {dimensions[0]} is null" : "")})";

    private static string Expression(NpgsqlBatchCommand command, RollupLevel level, Dimension dimension) =>
        level != RollupLevel.Rows ? "u." + dimension.Column
        : dimension.PropertyName is { } property ? string.Format(CultureInfo.InvariantCulture, dimension.OfRow, Add(command, property))
        : dimension.OfRow;

    // Stretches far apart (the two edges of a year) are said one by one, so that the partitions between them are left out when the statement is
    // planned; those within a day of each other are said as one, and then each in a list, for there may be thousands.
    private static string Within(NpgsqlBatchCommand command, string at, IReadOnlyList<Span> spans)
    {
        var near = Near(spans);
        var outer = string.Join(" or ", near.Select(s => $"({at} >= {Add(command, s.From)} and {at} < {Add(command, s.To)})"));
        return near.Count == spans.Count
            ? $"where ({outer})"
            : $"""
              join unnest({Add(command, spans.Select(s => s.From).ToArray())}, {Add(command, spans.Select(s => s.To).ToArray())}) span (low, high)
                  on {at} >= span.low and {at} < span.high
              where ({outer})
              """;
    }

    private static List<Span> Near(IReadOnlyList<Span> spans)
    {
        var near = new List<Span>();
        foreach (var span in spans)
        {
            if (near.Count > 0 && span.From - near[^1].To < RollupLevels.LengthOf(RollupLevel.Day))
            {
                near[^1] = near[^1] with { To = span.To };
            }
            else
            {
                near.Add(span);
            }
        }

        return near;
    }

    private static string Add<T>(NpgsqlBatchCommand command, T value)
    {
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return "$" + command.Parameters.Count.ToString(CultureInfo.InvariantCulture);
    }
}
