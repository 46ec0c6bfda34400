using MediatR;
using Npgsql;
using Observability.Dashboard.Ui;
using Observability.Domain.Filters;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Usage;

/// <summary>How fast money is spent: this month so far, lately, and where it leads.</summary>
/// <param name="Zone">Whose calendar.</param>
/// <param name="Filter">What counts.</param>
[Requires(Access.Read)]
public sealed record AskCostPace(TimeZoneInfo Zone, Filter Filter) : IRequest<CostPace>;

/// <summary>The answer. Costs are known costs: what is estimated or has no price is beside them.</summary>
/// <param name="Today">Today, by the calendar asked for.</param>
/// <param name="Month">This month so far.</param>
/// <param name="LastDay">The last 24 hours.</param>
/// <param name="LastWeek">The last 7 times 24 hours.</param>
/// <param name="WholeDays">Whole days of history before today, as far as is looked at (<see cref="MonthForecast.DaysBack"/>).</param>
/// <param name="Forecast">What the month comes to; null = there is too little to go by.</param>
public sealed record CostPace(DateOnly Today, Tally Month, Tally LastDay, Tally LastWeek, int WholeDays, MonthForecast? Forecast)
{
    /// <summary>Known cost a day over the last week; null = none is known, or there is less than a week.</summary>
    public decimal? WeekUsdPerDay => WholeDays < 7 ? null : LastWeek.CostUsd / 7;

    /// <summary>Known cost over the last 24 hours; null = none is known.</summary>
    public decimal? DayUsd => LastDay.CostUsd;
}

internal sealed class AskCostPaceHandler(NpgsqlDataSource database, Caller caller, TimeProvider time) : IRequestHandler<AskCostPace, CostPace>
{
    public async Task<CostPace> Handle(AskCostPace request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var midnight = LocalClock.Of(now, request.Zone).Date;
        var bounds = Buckets.Bounds(LocalClock.At(midnight.AddDays(-MonthForecast.DaysBack), request.Zone), now.AddTicks(1), BucketStep.Day, request.Zone);
        await using var usage = await UsageSnapshot.OpenAsync(database, caller.ProjectId, cancellationToken);
        var byDay = (await usage.SumAsync(new(bounds) { Filter = request.Filter }, cancellationToken)).Rows.ToDictionary(r => r.Bucket, r => r.Tally);
        var today = DateOnly.FromDateTime(midnight);
        var days = bounds.SkipLast(1).Select((at, i) => new DaySpend(
            DateOnly.FromDateTime(LocalClock.Of(at, request.Zone)), byDay.GetValueOrDefault(i)?.CostUsd, byDay.GetValueOrDefault(i)?.Exchanges ?? 0)).ToList();
        var month = new Tally();
        foreach (var (day, i) in days.Select((d, i) => (d.Day, i)))
        {
            if (day.Month == today.Month && byDay.TryGetValue(i, out var tally))
            {
                month.Add(tally);
            }
        }

        return new(
            today, month, await LastAsync(usage, request, now, 1, cancellationToken), await LastAsync(usage, request, now, 7, cancellationToken),
            MonthForecast.WholeDays(days, today), MonthForecast.Of(days, today, Left(now, midnight, request.Zone)));
    }

    private static async Task<Tally> LastAsync(UsageSnapshot usage, AskCostPace request, DateTimeOffset now, int days, CancellationToken ct)
    {
        var sum = await usage.SumAsync(new([now.AddDays(-days), now.AddTicks(1)]) { Filter = request.Filter }, ct);
        return sum.Rows.Count == 0 ? new() : sum.Rows[0].Tally;
    }

    private static decimal Left(DateTimeOffset now, DateTime midnight, TimeZoneInfo zone)
    {
        var (begin, end) = (LocalClock.At(midnight, zone), LocalClock.At(midnight.AddDays(1), zone));
        return Math.Clamp((decimal)(end - now).Ticks / (end - begin).Ticks, 0, 1);
    }
}
