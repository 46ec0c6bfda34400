using System.Globalization;
using MediatR;
using Npgsql;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Totals;

/// <summary>All that one model, user or key did in a range; null when there is nothing.</summary>
/// <param name="By">What it is: <see cref="Dimension.Model"/>, <see cref="Dimension.User"/> or <see cref="Dimension.Key"/>.</param>
/// <param name="Name">Name or id; null = what names none.</param>
/// <param name="Of">Of which exchanges.</param>
[Requires(Access.Read)]
public sealed record OneGroup(Dimension By, string? Name, Slice Of) : IRequest<GroupDetail?>
{
    /// <summary>Most parts told of each kind.</summary>
    public const int MostParts = 15;

    /// <summary>Most parts that are drawn over time.</summary>
    public const int MostLines = 7;
}

internal sealed class OneGroupHandler(NpgsqlDataSource database, GroupNames names, ErrorExamples examples, Caller caller)
    : IRequestHandler<OneGroup, GroupDetail?>
{
    private static readonly IReadOnlyList<Distribution> Wanted = [Distribution.Latency, Distribution.FirstToken, Distribution.OutputRate];

    public async Task<GroupDetail?> Handle(OneGroup request, CancellationToken cancellationToken)
    {
        await using var usage = await UsageSnapshot.OpenAsync(database, caller.ProjectId, cancellationToken);
        var query = request.Of.ByBucket(request.By, Dimension.Outcome, Dimension.Status) with { Only = [request.Name], Distributions = Wanted };
        var byOutcome = (await usage.SumAsync(query, cancellationToken)).Rows;
        if (byOutcome.Count == 0)
        {
            return null;
        }

        // Within a model costs differ by where it runs, else by the model.
        var split = request.By == Dimension.Model ? Dimension.Upstream : Dimension.Model;
        var bySplit = (await usage.SumAsync(request.Of.ByBucket(request.By, split) with { Only = [request.Name] }, cancellationToken)).Rows;
        List<GroupParts> parts = [await PartsAsync(split, bySplit, cancellationToken)];
        foreach (var by in new[] { Dimension.Key, Dimension.Task }.Where(d => d != request.By))
        {
            var rows = await usage.SumAsync(request.Of.Whole(request.By, by) with { Only = [request.Name] }, cancellationToken);
            parts.Add(await PartsAsync(by, rows.Rows, cancellationToken));
        }

        var buckets = request.Of.Buckets;
        return new(
            Sums.Of(byOutcome.Together()), ByBucket(byOutcome, buckets), LinesOf(byOutcome, buckets), Largest(bySplit, buckets), parts,
            await examples.OfAsync(request, Failures(byOutcome), cancellationToken));
    }

    private async Task<GroupParts> PartsAsync(Dimension by, IReadOnlyList<UsageRow> rows, CancellationToken ct)
    {
        var all = rows.GroupBy(r => r.Names[1]).Select(g => new GroupSums(g.Key, Sums.Of(g.Together()))).ToList();
        var first = all.OrderByDescending(g => g.Sums.Exchanges).ThenBy(g => g.Name, StringComparer.Ordinal).Take(OneGroup.MostParts);
        return new(by.Name, await names.AddAsync(by, [.. first], ct), all.Count);
    }

    private static List<GroupLine> Largest(IReadOnlyList<UsageRow> rows, int buckets)
    {
        var parts = rows.GroupBy(r => r.Names[1]).OrderByDescending(g => g.Sum(r => r.Tally.CostUsd ?? 0)).ThenByDescending(g => g.Sum(r => r.Tally.Exchanges)).ToList();
        // One that would be the only other one is told itself.
        var told = parts.Count <= OneGroup.MostLines + 1 ? parts.Count : OneGroup.MostLines;
        var lines = parts.Take(told).Select(p => new GroupLine(p.Key, false, ByBucket(p, buckets))).ToList();
        if (told < parts.Count)
        {
            lines.Add(new(null, true, ByBucket(parts.Skip(told).SelectMany(p => p), buckets)));
        }

        return lines;
    }

    private static List<GroupLine> LinesOf(IReadOnlyList<UsageRow> rows, int buckets) =>
        [.. rows.GroupBy(r => r.Names[1]).OrderByDescending(g => g.Sum(r => r.Tally.Exchanges)).Select(g => new GroupLine(g.Key, false, ByBucket(g, buckets)))];

    private static Sums[] ByBucket(IEnumerable<UsageRow> rows, int buckets)
    {
        var sums = new Sums[buckets];
        Array.Fill(sums, Sums.None);
        foreach (var bucket in rows.GroupBy(r => r.Bucket))
        {
            sums[bucket.Key] = Sums.Of(bucket.Together());
        }

        return sums;
    }

    private static List<ErrorGroup> Failures(IEnumerable<UsageRow> rows) =>
    [
        .. rows.Where(r => r.Tally.Errors > 0).GroupBy(r => (Outcome: r.Names[1]!, Status: r.Names[2]))
            .Select(g => new ErrorGroup(
                g.Key.Outcome, g.Key.Status is { } status ? short.Parse(status, CultureInfo.InvariantCulture) : null,
                g.Sum(r => r.Tally.Errors), g.Max(r => r.Tally.LastAt)!.Value, null))
            .OrderByDescending(g => g.Count).ThenByDescending(g => g.LastSeen),
    ];
}
