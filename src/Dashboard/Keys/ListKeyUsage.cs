using MediatR;
using Npgsql;
using Observability.Dashboard.Totals;
using Observability.Domain.Filters;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Keys;

/// <summary>What was done with each key of the project in a range; a key that was not used is left out.</summary>
/// <param name="Of">Of which exchanges.</param>
[Requires(Access.Read)]
public sealed record ListKeyUsage(Slice Of) : IRequest<KeyUsage>
{
    /// <summary>Of the last thirty days, day by day.</summary>
    public static ListKeyUsage LastMonth(DateTimeOffset now) =>
        new(new Slice(Buckets.Bounds(now.AddDays(-30), now, BucketStep.Day, TimeZoneInfo.Utc), Filter.None));
}

/// <summary>What was done with keys.</summary>
/// <param name="ByKey">By the key's id.</param>
public sealed record KeyUsage(IReadOnlyDictionary<Guid, GroupSums> ByKey);

internal sealed class ListKeyUsageHandler(NpgsqlDataSource database, Caller caller) : IRequestHandler<ListKeyUsage, KeyUsage>
{
    public async Task<KeyUsage> Handle(ListKeyUsage request, CancellationToken cancellationToken)
    {
        await using var usage = await UsageSnapshot.OpenAsync(database, caller.ProjectId, cancellationToken);
        var keys = await usage.GroupsAsync(Dimension.Key, request.Of, cancellationToken);
        var shown = await usage.WithLinesAsync(Dimension.Key, [.. keys.Where(k => k.Name is not null)], request.Of, cancellationToken);
        return new(shown.ToDictionary(k => Guid.Parse(k.Name!)));
    }
}
