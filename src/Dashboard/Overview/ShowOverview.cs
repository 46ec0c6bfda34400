using MediatR;
using Npgsql;
using Observability.Dashboard.Ui;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Overview;

/// <summary>Everything the overview shows, from one moment.</summary>
/// <param name="At">What it looks at.</param>
/// <param name="RankedBy">What the largest models, users and keys are the largest by.</param>
[Requires(Access.Read)]
public sealed record ShowOverview(UsageMoment At, UsageMeasure RankedBy) : IRequest<OverviewSums>
{
    /// <summary>How many models are drawn apart.</summary>
    public const int Drawn = 8;

    /// <summary>How many models, users and keys are listed.</summary>
    public const int Listed = 8;
}

internal sealed class ShowOverviewHandler(NpgsqlDataSource database, Caller caller) : IRequestHandler<ShowOverview, OverviewSums>
{
    private static readonly Distribution[] Waits = [Distribution.Latency, Distribution.FirstToken];

    public async Task<OverviewSums> Handle(ShowOverview request, CancellationToken cancellationToken)
    {
        var at = request.At;
        // Examples are read from the exchanges, which takes its own time; beside the sums it takes none of theirs.
        var reading = new OverviewRows(database, caller.ProjectId).ReadAsync(at, cancellationToken);
        OverviewSums sums;
        try
        {
            await using var usage = await UsageSnapshot.OpenAsync(database, caller.ProjectId, cancellationToken);
            await using var beside = await usage.BesideAsync(database, cancellationToken);
            sums = await SumAsync(usage, beside, request, cancellationToken);
        }
        finally
        {
            await Task.WhenAny(reading);
        }

        var rows = await reading;
        var names = await new OverviewNames(database, caller.ProjectId).ReadAsync(sums, cancellationToken);
        return sums with { Examples = rows.Examples, FirstAt = rows.FirstAt, KeyNames = names.Keys, UserNames = names.Users };
    }

    // People take as long as all the rest: they are asked about beside it, of the same moment.
    private static async Task<OverviewSums> SumAsync(UsageSnapshot usage, UsageSnapshot beside, ShowOverview request, CancellationToken ct)
    {
        var people = PeopleAsync(beside, request, ct);
        try
        {
            return await RestAsync(usage, people, request, ct);
        }
        finally
        {
            await Task.WhenAny(people);
        }
    }

    private static async Task<OverviewSums> RestAsync(UsageSnapshot usage, Task<People> people, ShowOverview request, CancellationToken ct)
    {
        var at = request.At;
        var query = new UsageQuery(at.Bounds) { Filter = at.Filter };
        var whole = query with { ByBucket = false };
        var total = await usage.SumAsync(query with { Distributions = Waits }, ct);
        var before = await usage.SumAsync(new(BoundsBefore(at)) { Filter = at.Filter, Distributions = Waits }, ct);
        var models = await usage.SumAsync(whole with { By = [Dimension.Model] }, ct);
        var outcomes = await usage.SumAsync(query with { By = [Dimension.Outcome], Measures = [UsageMeasure.Exchanges] }, ct);
        var cost = await usage.SumAsync(
            query with { By = [Dimension.Model], Top = new(ShowOverview.Drawn, UsageMeasure.Cost), Measures = [UsageMeasure.Cost, UsageMeasure.Unpriced] }, ct);
        var keys = await usage.SumAsync(whole with { By = [Dimension.Key], Measures = [request.RankedBy] }, ct);
        var (now, then, ranked) = await people;
        return new()
        {
            Bounds = at.Bounds,
            Missing = total.Missing,
            Now = Line(total, at.Bounds, now),
            Before = Line(before, BoundsBefore(at), then),
            Outcomes = outcomes.Rows,
            Cost = cost,
            RankedBy = request.RankedBy,
            Models = Ranking.Of(models.Rows, request.RankedBy, ShowOverview.Listed),
            Users = Ranking.Of(ranked, request.RankedBy, ShowOverview.Listed),
            Keys = Ranking.Of(keys.Rows, request.RankedBy, ShowOverview.Listed),
            Unpriced = [.. models.Rows.Where(r => r.Tally.Unpriced > 0).OrderByDescending(r => r.Tally.Unpriced).Select(r => new UnpricedModel(r.Names[0], r.Tally.Unpriced))],
        };
    }

    private static async Task<People> PeopleAsync(UsageSnapshot usage, ShowOverview request, CancellationToken ct)
    {
        var at = request.At;
        var query = new UsageQuery(at.Bounds, Dimension.User) { Filter = at.Filter, ByBucket = false, Measures = [request.RankedBy] };
        return new(
            await usage.CountUsersAsync(at.Bounds, at.Filter, ct), await usage.CountUsersAsync(BoundsBefore(at), at.Filter, ct), (await usage.SumAsync(query, ct)).Rows);
    }

    // By bucket only where the reader compares: else one sum is enough.
    private static IReadOnlyList<DateTimeOffset> BoundsBefore(UsageMoment at) => at.View.Compare
        ? Buckets.Bounds(at.Previous.From, at.Previous.To, at.Step, at.Zone)
        : [at.Previous.From, at.Previous.To];

    private static UsageLine Line(UsageAnswer answer, IReadOnlyList<DateTimeOffset> bounds, (long Whole, IReadOnlyList<long> ByBucket) users)
    {
        var buckets = new Tally?[bounds.Count - 1];
        var whole = new Tally();
        foreach (var row in answer.Rows)
        {
            buckets[row.Bucket] = row.Tally;
            whole.Add(row.Tally);
        }

        return new(whole, buckets, users.Whole, users.ByBucket);
    }

    private sealed record People((long Whole, IReadOnlyList<long> ByBucket) Now, (long Whole, IReadOnlyList<long> ByBucket) Then, IReadOnlyList<UsageRow> Ranked);
}
