using MediatR;
using Microsoft.Extensions.Options;
using Npgsql;
using Observability.Dashboard.Ui.Charts;
using Observability.Domain;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Exchanges;

/// <summary>What a list of exchanges comes to over time, bucket by bucket: where the many, the failed, the dear and the slow ones are.</summary>
/// <param name="Filter">What is listed; its order is not looked at.</param>
/// <param name="Most">Buckets at most, 1 to <see cref="MostBuckets"/>.</param>
/// <param name="Zone">Whose days and weeks.</param>
[Requires(Access.Read)]
public sealed record ExchangePulse(ExchangeFilter Filter, int Most, TimeZoneInfo Zone) : IRequest<Pulse>
{
    /// <summary>Most buckets that can be asked for.</summary>
    public const int MostBuckets = 400;
}

/// <summary>The answer.</summary>
/// <param name="Axis">The buckets; none when the project has no exchange in the range.</param>
/// <param name="Buckets">What is in each; null when it could not be told in time (<see cref="ExchangeListOptions.CountDeadlineMs"/>).</param>
public sealed record Pulse(TimeAxis Axis, IReadOnlyList<PulseBucket>? Buckets)
{
    /// <summary>How many exchanges there are in all: as many as the list by time has rows. Null when it could not be told.</summary>
    public long? Count => Buckets?.Sum(b => b.Count);
}

/// <summary>The exchanges of one bucket.</summary>
/// <param name="Count">How many.</param>
/// <param name="Errors">How many of them failed.</param>
/// <param name="CostUsd">Their known cost; null when none is known.</param>
/// <param name="LatencyP50">Half of them took no longer; null without any.</param>
/// <param name="LatencyP95">95 of 100 took no longer; null without any.</param>
public sealed record PulseBucket(long Count, long Errors, decimal? CostUsd, TimeSpan? LatencyP50, TimeSpan? LatencyP95)
{
    internal static PulseBucket Of(Tally tally) =>
        new(tally.Exchanges, tally.Errors, tally.CostUsd, Micros(tally.Percentile(Distribution.Latency, 0.5)), Micros(tally.Percentile(Distribution.Latency, 0.95)));

    private static TimeSpan? Micros(double? value) => value is { } us ? TimeSpan.FromMicroseconds(us) : null;
}

internal sealed class ExchangePulseHandler(ObservabilityDb db, NpgsqlDataSource database, Caller caller, TimeProvider time, IOptions<ExchangeListOptions> options)
    : IRequestHandler<ExchangePulse, Pulse>
{
    public async Task<Pulse> Handle(ExchangePulse request, CancellationToken cancellationToken)
    {
        if (request.Most is < 1 or > ExchangePulse.MostBuckets)
        {
            throw new ArgumentOutOfRangeException(nameof(request), request.Most, $"A pulse has 1 to {ExchangePulse.MostBuckets} buckets.");
        }

        var now = time.GetUtcNow();
        if (await RangeAsync(request.Filter, now, cancellationToken) is not { } range)
        {
            return new(new([], now, request.Zone, BucketStep.Day), []);
        }

        var (bounds, step) = PulseSteps.Bounds(range, request.Most, request.Zone);
        var sums = await new ExchangeSums(database, caller.ProjectId, options.Value.CountDeadline, time).AskAsync(
            request.Filter, bounds,
            q => q with { Measures = [UsageMeasure.Exchanges, UsageMeasure.Errors, UsageMeasure.Cost], Distributions = [Distribution.Latency] }, cancellationToken);
        return new(TimeAxis.Of(bounds, step, request.Zone, now), sums is null ? null : [.. sums.Select(PulseBucket.Of)]);
    }

    // From the first exchange there is: empty years before it would leave no room for what there is. To the last stored day, or now if that is later asked for.
    private async Task<Stretch?> RangeAsync(ExchangeFilter filter, DateTimeOffset now, CancellationToken ct)
    {
        if (await StoredDays.WholeAsync(db, ct) is not { } stored)
        {
            return null;
        }

        var asked = stored.Within(filter.From, filter.To ?? now);
        if (asked.IsEmpty || filter.From > stored.From)
        {
            return asked.IsEmpty ? null : asked;
        }

        var first = await new ListExchangesHandler(db, database, caller, time, options).Handle(
            new(new(filter.From, filter.To, ExchangeOrder.Oldest) { ModelLists = filter.ModelLists }, null, 1), ct);
        return first.Rows is [{ StartedAt: var at }] && at < asked.To ? asked with { From = at } : null;
    }
}
