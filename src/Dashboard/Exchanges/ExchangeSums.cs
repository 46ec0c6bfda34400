using Npgsql;
using Observability.Domain.Filters;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Exchanges;

/// <summary>
/// What the exchanges of a list come to. A list shows more than sums count (lists and counts, management calls, the outer one of two hops), so what they
/// leave out is read beside them; a filter over more than dimensions is read from the exchanges alone. Either way it is the sum of exactly what is listed.
/// </summary>
/// <param name="database">Where.</param>
/// <param name="project">Whose.</param>
/// <param name="deadline">When it is over, nothing is told.</param>
/// <param name="time">The clock of the deadline.</param>
internal sealed class ExchangeSums(NpgsqlDataSource database, Guid project, TimeSpan deadline, TimeProvider time)
{
    private static readonly Filter NoModelLists = Filter.Parse("-endpoint:models").Filter!;
    private static readonly Filter WithTokens = Filter.Parse("tokens:any").Filter!;

    /// <summary>One sum per bucket; null when the time was over, or when retention has left only sums of longer buckets of a part of it.</summary>
    /// <param name="filter">What is listed; its text can be read. Its order and its range are not looked at.</param>
    /// <param name="bounds">Rising: the range, cut into buckets.</param>
    /// <param name="choose">What else will be wanted of the sums.</param>
    /// <param name="ct">The reader left.</param>
    public async Task<IReadOnlyList<Tally>?> AskAsync(ExchangeFilter filter, IReadOnlyList<DateTimeOffset> bounds, Func<UsageQuery, UsageQuery> choose, CancellationToken ct)
    {
        var terms = ExchangeSearch.AskedOf(filter);
        var query = choose(new(bounds) { Filter = terms });
        var beside = filter.ModelLists ? SummedRows.UncountedAndModelLists : SummedRows.Uncounted;
        IReadOnlyList<UsageQuery> parts = terms.Fields.All(f => f.IsRollupDimension)
            ? [query, query with { Of = beside }]
            : [query with { Of = SummedRows.All, Filter = filter.ModelLists ? terms : terms.And(NoModelLists) }];
        return await InTimeAsync(async inTime =>
        {
            var sums = Enumerable.Range(0, query.ByBucket ? bounds.Count - 1 : 1).Select(_ => new Tally()).ToList();
            await using var usage = await UsageSnapshot.OpenAsync(database, project, inTime);
            foreach (var part in parts)
            {
                var answer = await usage.SumAsync(part, inTime);
                if (answer.Missing.Count > 0)
                {
                    return null;
                }

                foreach (var row in answer.Rows)
                {
                    sums[row.Bucket].Add(row.Tally);
                }
            }

            return sums;
        }, ct);
    }

    /// <summary>How many rows the list has; null when the time was over.</summary>
    /// <param name="filter">What is listed, and in which order: some leave out what has no value.</param>
    /// <param name="range">Where.</param>
    /// <param name="ct">The reader left.</param>
    public async Task<long?> CountAsync(ExchangeFilter filter, Stretch range, CancellationToken ct)
    {
        if (filter.Order == ExchangeOrder.MostTokens)
        {
            filter = filter with { Q = filter.Terms!.And(WithTokens).ToString() };
        }

        var byCost = filter.Order == ExchangeOrder.Dearest;
        var sums = await AskAsync(filter, [range.From, range.To], q => q with { ByBucket = false, Measures = byCost ? null : [UsageMeasure.Exchanges] }, ct);
        return byCost ? sums?[0].Priced : sums?[0].Exchanges;
    }

    private async Task<IReadOnlyList<Tally>?> InTimeAsync(Func<CancellationToken, Task<IReadOnlyList<Tally>?>> ask, CancellationToken ct)
    {
        using var over = new CancellationTokenSource(deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, over.Token);
        try
        {
            return await ask(either.Token);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return null;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.QueryCanceled && !ct.IsCancellationRequested)
        {
            return null;
        }
    }
}
