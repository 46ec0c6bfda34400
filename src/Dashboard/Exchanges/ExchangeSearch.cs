using Microsoft.EntityFrameworkCore;
using Npgsql;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Filters;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Exchanges;

/// <summary>Reads a list from one stretch after the other. Before long stretches it asks the sums on which days there is anything to be read at all.</summary>
/// <param name="db">The exchanges.</param>
/// <param name="database">The sums.</param>
/// <param name="project">Whose.</param>
/// <param name="request">What is listed.</param>
/// <param name="users">The only user ids there can be; null = any, or none.</param>
internal sealed class ExchangeSearch(ObservabilityDb db, NpgsqlDataSource database, Guid project, ListExchanges request, IReadOnlyList<string>? users)
{
    // To ask takes as long as to read some days.
    private static readonly TimeSpan LongStretch = TimeSpan.FromDays(3);

    // By ids an index finds as fast, and what sums leave out is among it: lists of models are as many as anything.
    private readonly bool _asksSums = users is null && !request.Filter.ModelLists && ActiveDays.CanTell(AskedOf(request.Filter));

    /// <summary><see cref="ExchangeWalk.Look"/>.</summary>
    public async Task<List<Exchange>> LookAsync(Stretch stretch, decimal? moreThan, int limit, CancellationToken ct)
    {
        if (!_asksSums || stretch.To - stretch.From < LongStretch)
        {
            return await ReadAsync(null, false);
        }

        var days = await new ActiveDays(database, project).WithinAsync(AskedOf(request.Filter), stretch.From, stretch.To, ct);
        if (days.Count > (stretch.To - stretch.From).TotalDays / 2)
        {
            return await ReadAsync(null, false);
        }

        var counted = days.Count == 0 ? [] : await ReadAsync(Joined(days), false);
        return [.. Sorted(counted.Concat(await ReadAsync(null, true)).DistinctBy(r => r.Id)).Take(limit)];

        async Task<List<Exchange>> ReadAsync(IReadOnlyList<Stretch>? within, bool untold)
        {
            var statement = new ExchangeStatement(project, request.Filter, request.Cursor) { Users = users, Within = within, OnlyUntold = untold };
            return await db.Exchanges.FromSqlRaw(statement.Rows(stretch, moreThan, limit), statement.Values).ToListAsync(ct);
        }
    }

    /// <summary>All that is asked of exchanges, apart from when they were.</summary>
    public static Filter AskedOf(ExchangeFilter filter)
    {
        var terms = filter.Terms ?? throw new InvalidOperationException($"Nobody may list what cannot be read: {filter.Unread!.Message}");
        return filter.User is { } user ? terms.WithTerm(FilterFields.UserId, user) : terms;
    }

    private IEnumerable<Exchange> Sorted(IEnumerable<Exchange> rows) => request.Filter.Order switch
    {
        ExchangeOrder.Oldest => rows.OrderBy(r => r.StartedAt).ThenBy(r => r.Id),
        ExchangeOrder.Newest => rows.OrderByDescending(r => r.StartedAt).ThenByDescending(r => r.Id),
        var order => rows.OrderByDescending(r => order.ValueOf(r)).ThenByDescending(r => r.StartedAt).ThenByDescending(r => r.Id),
    };

    private static List<Stretch> Joined(IReadOnlyList<DateTimeOffset> days)
    {
        var stretches = new List<Stretch>();
        foreach (var day in days)
        {
            var next = day.AddDays(1);
            if (stretches.Count > 0 && stretches[^1].To == day)
            {
                stretches[^1] = stretches[^1] with { To = next };
            }
            else
            {
                stretches.Add(new(day, next));
            }
        }

        return stretches;
    }
}
