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
            sums = await SumAsync(usage, request, cancellationToken);
        }
        finally
        {
            await Task.WhenAny(reading);
        }

        var rows = await reading;
        var names = await new OverviewNames(database, caller.ProjectId).ReadAsync(sums, cancellationToken);
        return sums with { Examples = rows.Examples, FirstAt = rows.FirstAt, KeyNames = names.Keys, UserNames = names.Users };
    }

    private static async Task<OverviewSums> SumAsync(UsageSnapshot usage, ShowOverview request, CancellationToken ct)
    {
        var at = request.At;
        var query = new UsageQuery(at.Bounds) { Filter = at.Filter };
        var whole = query with { ByBucket = false };
        var total = await usage.SumAsync(query with { Distributions = Waits }, ct);
        var models = await usage.SumAsync(whole with { By = [Dimension.Model] }, ct);
        return new()
        {
            Bounds = at.Bounds,
            Missing = total.Missing,
            Now = await LineAsync(usage, total, at.Bounds, at, ct),
            Before = await BeforeAsync(usage, at, ct),
            Outcomes = (await usage.SumAsync(query with { By = [Dimension.Outcome], Measures = [UsageMeasure.Exchanges] }, ct)).Rows,
            Cost = await usage.SumAsync(query with { By = [Dimension.Model], Top = new(ShowOverview.Drawn, UsageMeasure.Cost), Measures = [UsageMeasure.Cost, UsageMeasure.Unpriced] }, ct),
            RankedBy = request.RankedBy,
            Models = Ranking.Of(models.Rows, request.RankedBy, ShowOverview.Listed),
            Users = Ranking.Of((await usage.SumAsync(whole with { By = [Dimension.User], Measures = [request.RankedBy] }, ct)).Rows, request.RankedBy, ShowOverview.Listed),
            Keys = Ranking.Of((await usage.SumAsync(whole with { By = [Dimension.Key], Measures = [request.RankedBy] }, ct)).Rows, request.RankedBy, ShowOverview.Listed),
            Unpriced = [.. models.Rows.Where(r => r.Tally.Unpriced > 0).OrderByDescending(r => r.Tally.Unpriced).Select(r => new UnpricedModel(r.Names[0], r.Tally.Unpriced))],
        };
    }

    // By bucket only where the reader compares: else one sum is enough.
    private static async Task<UsageLine> BeforeAsync(UsageSnapshot usage, UsageMoment at, CancellationToken ct)
    {
        var (from, to) = (at.Previous.From, at.Previous.To);
        IReadOnlyList<DateTimeOffset> bounds = at.View.Compare ? Buckets.Bounds(from, to, at.Step, at.Zone) : [from, to];
        return await LineAsync(usage, await usage.SumAsync(new(bounds) { Filter = at.Filter, Distributions = Waits }, ct), bounds, at, ct);
    }

    private static async Task<UsageLine> LineAsync(UsageSnapshot usage, UsageAnswer answer, IReadOnlyList<DateTimeOffset> bounds, UsageMoment at, CancellationToken ct)
    {
        var buckets = new Tally?[bounds.Count - 1];
        var whole = new Tally();
        foreach (var row in answer.Rows)
        {
            buckets[row.Bucket] = row.Tally;
            whole.Add(row.Tally);
        }

        var users = await usage.CountUsersAsync(bounds, at.Filter, ct);
        return new(whole, buckets, users.Whole, users.ByBucket);
    }
}
