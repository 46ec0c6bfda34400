using MediatR;
using Npgsql;
using NpgsqlTypes;
using Observability.Dashboard.Exchanges;
using Observability.Domain;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Prompts;

/// <summary>What was made from the versions of a prompt in a time, as far as it is known.</summary>
/// <param name="PromptId">The prompt.</param>
/// <param name="From">Started at or after.</param>
/// <param name="To">Started before.</param>
[Requires(Access.Read)]
public sealed record PromptUsage(Guid PromptId, DateTimeOffset From, DateTimeOffset To) : IRequest<PromptUsageSums>
{
    /// <summary>How many uses are added up at most, the latest ones.</summary>
    public const int Most = 20_000;
}

/// <summary>The sums.</summary>
/// <param name="Versions">By number; a version that nothing was made from has no line.</param>
/// <param name="Since">Only uses from here on are in the sums, because there are more than are added up; null = all are.</param>
public sealed record PromptUsageSums(IReadOnlyDictionary<int, VersionUsage> Versions, DateTimeOffset? Since);

/// <summary>What was made from one version.</summary>
/// <param name="Exchanges">How many exchanges.</param>
/// <param name="Matched">How many of them named no prompt, and were told by what they say.</param>
/// <param name="Failed">How many ended in an error.</param>
/// <param name="CostUsd">Known cost, US dollars; null = none of them has one.</param>
/// <param name="EstimatedUsd">Estimated cost of others, which is no part of it; null = none of them has one.</param>
/// <param name="Unpriced">How many should have a price and have none.</param>
/// <param name="LatencyP50">Half of them took at most so long; null = there is none.</param>
/// <param name="LatencyP95">95 of 100 took at most so long; null likewise.</param>
public sealed record VersionUsage(
    long Exchanges, long Matched, long Failed, decimal? CostUsd, decimal? EstimatedUsd, long Unpriced, TimeSpan? LatencyP50, TimeSpan? LatencyP95);

internal sealed class PromptUsageHandler(NpgsqlDataSource database, Caller caller) : IRequestHandler<PromptUsage, PromptUsageSums>
{
    // The bounds on e are for the planner, which leaves out the days that are not asked for.
    private const string Sum =
        $"""
        with uses as materialized (
            select u.exchange_id, u.started_at, u.how, v.number
            from prompt_versions v cross join lateral (
                select * from prompt_uses u where u.version_id = v.id and u.project_id = $1 and u.started_at >= $3 and u.started_at < $4
                order by u.started_at desc limit $5) u
            where v.prompt_id = $2 and v.project_id = $1
            order by u.started_at desc limit $5)
        select u.number, count(*), count(*) filter (where u.how = 'matched'), count(*) filter (where e.outcome = any($6)),
            sum(e.cost_usd), sum(e.estimated_cost_usd), count(*) filter (where e.pricing = 'unpriced'),
            percentile_disc(0.5) within group (order by e.duration_us), percentile_disc(0.95) within group (order by e.duration_us),
            (select count(*) from uses), (select min(started_at) from uses)
        from uses u join exchanges e on e.id = u.exchange_id and e.started_at = u.started_at and e.project_id = $1 and e.started_at >= $3 and e.started_at < $4
        group by u.number
        """;

    public async Task<PromptUsageSums> Handle(PromptUsage request, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sum);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = caller.ProjectId });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = request.PromptId });
        command.Parameters.Add(new() { Value = request.From.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = request.To.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = PromptUsage.Most });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. Enum.GetValues<ExchangeOutcome>().Where(o => OutcomeWords.Tone(o) == "error").Select(EnumNames.NameOf)] });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var sums = new Dictionary<int, VersionUsage>();
        DateTimeOffset? since = null;
        while (await reader.ReadAsync(cancellationToken))
        {
            sums[reader.GetInt32(0)] = new(
                reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), Money(4), Money(5), reader.GetInt64(6), Time(7), Time(8));
            since = reader.GetInt64(9) >= PromptUsage.Most ? new DateTimeOffset(reader.GetDateTime(10), TimeSpan.Zero) : null;
        }

        return new(sums, since);

        decimal? Money(int column) => reader.IsDBNull(column) ? null : reader.GetDecimal(column);

        TimeSpan? Time(int column) => reader.IsDBNull(column) ? null : TimeSpan.FromMicroseconds(reader.GetInt64(column));
    }
}
