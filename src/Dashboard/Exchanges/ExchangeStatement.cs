using Observability.Domain.Filters;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Exchanges;

/// <summary>Writes the statements that read a list from stretches of time, one stretch at a time.</summary>
/// <param name="project">Whose exchanges.</param>
/// <param name="filter">What is listed; its text can be read.</param>
/// <param name="cursor">After which place; null = from the head.</param>
internal sealed class ExchangeStatement(Guid project, ExchangeFilter filter, ExchangeCursor? cursor)
{
    private readonly List<object> _values = [];

    /// <summary>The only user ids there can be, so that an index on them serves; null = any, or none.</summary>
    public IReadOnlyList<string>? Users { get; init; }

    /// <summary>The only parts of a stretch with something to be read; null = all of it.</summary>
    public IReadOnlyList<Stretch>? Within { get; init; }

    /// <summary>Whether only what <see cref="ActiveDays"/> do not tell of is read.</summary>
    public bool OnlyUntold { get; init; }

    /// <summary>What stands for <c>{0}</c>, <c>{1}</c>, … in what was written.</summary>
    public object[] Values => [.. _values];

    /// <summary>Rows in the order of the filter, at most <paramref name="limit"/>.</summary>
    /// <param name="stretch">Where to look. Both of its ends are said, so that PostgreSQL plans over the partitions between them alone.</param>
    /// <param name="moreThan">In orders of a value: only rows with more than this are of use, there are enough of the others; null = all are of use.</param>
    /// <param name="limit">Rows at most.</param>
    public string Rows(Stretch stretch, decimal? moreThan, int limit)
    {
        List<string> conditions = [.. Kept(stretch), .. AfterCursor()];
        if (filter.Order.Column() is { } column)
        {
            conditions.Add($"{column} is not null");
            if (moreThan is { } enough)
            {
                conditions.Add($"{column} > {Value(enough)}");
            }
        }

        return $"select e.* from exchanges e where {string.Join(" and ", conditions)} order by {Order()} limit {Add(limit)}";
    }

    private IEnumerable<string> Kept(Stretch stretch)
    {
        yield return $"e.project_id = {Add(project)}";
        yield return $"e.started_at >= {Add(stretch.From)}";
        yield return $"e.started_at < {Add(stretch.To)}";
        if (Within is { } parts)
        {
            yield return $"({string.Join(" or ", parts.Select(p => $"(e.started_at >= {Add(p.From)} and e.started_at < {Add(p.To)})"))})";
        }

        if (OnlyUntold)
        {
            yield return ActiveDays.Untold;
        }

        if (Users is { } users)
        {
            yield return $"e.user_id = any({Add(users.ToArray())})";
        }

        if (!filter.ModelLists)
        {
            yield return "e.endpoint <> 'models'";
        }

        if (filter.User is { } user)
        {
            yield return $"e.user_id = {Add(user)}";
        }

        var terms = filter.Terms ?? throw new InvalidOperationException($"Nobody may list what cannot be read: {filter.Unread!.Message}");
        if (!terms.IsEmpty)
        {
            yield return FilterSql.OverExchanges(terms, project, Add, new(stretch.From, stretch.To));
        }
    }

    // The whole of it decides; its beginning is said again because only that lets PostgreSQL begin in the middle of an index.
    private IEnumerable<string> AfterCursor()
    {
        if (cursor is not { } last)
        {
            yield break;
        }

        var (at, id) = (Add(last.StartedAt), Add(last.Id));
        if (filter.Order.Column() is { } column)
        {
            var value = Value(last.Value ?? throw new InvalidOperationException($"A place by {ExchangeOrders.NameOf(filter.Order)} has a value."));
            yield return $"{column} <= {value}";
            yield return $"({column}, e.started_at, e.id) < ({value}, {at}, {id})";
        }
        else if (filter.Order == ExchangeOrder.Oldest)
        {
            yield return $"e.started_at >= {at}";
            yield return $"(e.started_at, e.id) > ({at}, {id})";
        }
        else
        {
            yield return $"e.started_at <= {at}";
            yield return $"(e.started_at, e.id) < ({at}, {id})";
        }
    }

    private string Order() => filter.Order switch
    {
        ExchangeOrder.Oldest => "e.started_at, e.id",
        ExchangeOrder.Newest => "e.started_at desc, e.id desc",
        _ => $"{filter.Order.Column()} desc, e.started_at desc, e.id desc",
    };

    // Of the column's own type: compared with another one it would be converted, and no index would serve.
    private string Value(decimal value) => filter.Order == ExchangeOrder.Dearest ? Add(value) : Add((long)value);

    private string Add(object value)
    {
        _values.Add(value);
        return $"{{{_values.Count - 1}}}";
    }
}
