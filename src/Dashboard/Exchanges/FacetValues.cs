using MediatR;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Observability.Dashboard.Ui;
using Observability.Dashboard.Users;
using Observability.Domain;
using Observability.Domain.Filters;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Exchanges;

/// <summary>Which values a field has among the requests of a list, and how often: from the sums where they tell, else among the newest rows.</summary>
/// <param name="Within">The list. What it asks of the field itself is left out of account, so that other values can be chosen.</param>
/// <param name="Field">A field whose values can be listed, or one that is measured: then the values are the numbers of its steps (<see cref="FieldSteps"/>).</param>
/// <param name="Property">Of properties the name; null = the names are asked for.</param>
/// <param name="Containing">What values, or their names, have in them, without regard to case; null or empty = all.</param>
[Requires(Access.Read)]
public sealed record FacetValues(ExchangeFilter Within, FilterField Field, string? Property, string? Containing) : IRequest<ObservedValues>
{
    /// <summary>What the list asks of everything else; null when its filter cannot be read.</summary>
    internal Filter? Besides =>
        (Within.User is { } user && Within.Terms is { } terms ? terms.WithTerm(FilterFields.UserId, user) : Within.Terms)?.WithoutField(Field, Property);
}

internal sealed class FacetValuesHandler(NpgsqlDataSource database, ObservabilityDb db, Caller caller, TimeProvider time)
    : IRequestHandler<FacetValues, ObservedValues>
{
    private const int MostNamed = 1_000;

    // A facet that is late is not worth waiting for; both together stay under what a statement may take.
    private static readonly TimeSpan ForSums = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan ForRows = TimeSpan.FromSeconds(2.5);

    // Before anything can have been captured.
    private static readonly DateTimeOffset Begin = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public async Task<ObservedValues> Handle(FacetValues request, CancellationToken cancellationToken)
    {
        if (request.Besides is not { } besides)
        {
            return ObservedValues.NotAvailable;
        }

        var containing = string.IsNullOrEmpty(request.Containing) ? null : request.Containing;
        var named = containing is null ? [] : await NamedAsync(request.Field, containing, cancellationToken);
        var counted = await FromSumsAsync(request, besides, v => Fits(v, containing, named), cancellationToken)
            ?? await FromRowsAsync(request, besides, new(containing, named), cancellationToken);
        return counted with { Values = await WithTitlesAsync(request.Field, counted.Values, cancellationToken) };
    }

    private static bool Fits(string? value, string? containing, HashSet<string> named) =>
        containing is null || (value is not null && (value.Contains(containing, StringComparison.OrdinalIgnoreCase) || named.Contains(value)));

    // Null: the sums cannot tell, or not in time.
    private async Task<ObservedValues?> FromSumsAsync(FacetValues request, Filter besides, Func<string?, bool> fits, CancellationToken ct)
    {
        var name = request.Property is not null || request.Field.Kind == FilterKind.Property ? null
            : request.Field == FilterFields.UserId ? FilterFields.User.Name : request.Field.Name;
        if (name is null || Dimension.Parse(name) is not { Column: not null } by || !besides.Fields.All(f => f.IsRollupDimension))
        {
            return null;
        }

        var (from, to) = (request.Within.From ?? Begin, request.Within.To ?? time.GetUtcNow());
        if (from >= to)
        {
            return new([], false);
        }

        using var late = new CancellationTokenSource(ForSums, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, late.Token);
        try
        {
            await using var sums = await UsageSnapshot.OpenAsync(database, caller.ProjectId, either.Token);
            var answer = await sums.SumAsync(new([from, to], by) { Filter = besides, ByBucket = false, Measures = [UsageMeasure.Exchanges] }, either.Token);
            var found = answer.Rows.Where(r => fits(r.Names[0])).OrderByDescending(r => r.Tally.Exchanges).ThenBy(r => r.Names[0] is null).ThenBy(r => r.Names[0], StringComparer.Ordinal).ToList();
            return new([.. found.Take(ObservedValues.Most).Select(r => new ObservedValue(r.Names[0], null, r.Tally.Exchanges))], found.Count > ObservedValues.Most)
            {
                Since = request.Within.From is not null && answer.Missing.Count > 0 ? answer.Missing.Max(m => m.To) : null,
            };
        }
        catch (UsageTooWideException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.QueryCanceled)
        {
            return null;
        }
    }

    // In growing stretches: what the newest days answer is there when a year takes too long.
    private async Task<ObservedValues> FromRowsAsync(FacetValues request, Filter besides, FacetSearch search, CancellationToken ct)
    {
        using var late = new CancellationTokenSource(ForRows, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, late.Token);
        var rows = new FacetRows(database, caller.ProjectId);
        var told = ObservedValues.NotAvailable;
        try
        {
            foreach (var stretch in FacetRows.Stretches(request.Within, time.GetUtcNow()))
            {
                told = await rows.CountAsync(request, besides, search, stretch, either.Token);
                if (told.Among is not null)
                {
                    break;
                }
            }

            return told with { Since = null };
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return told;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.QueryCanceled)
        {
            return told;
        }
    }

    // Ids of the keys or users whose name has the text in it: rows know them by id alone.
    private async Task<HashSet<string>> NamedAsync(FilterField field, string containing, CancellationToken ct)
    {
        var pattern = $"%{containing.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
        return field.Kind switch
        {
            FilterKind.Key => [.. await db.Keys.Where(k => k.ProjectId == caller.ProjectId && EF.Functions.ILike(k.Name, pattern, "\\")).OrderBy(k => k.Id).Take(MostNamed).Select(k => k.Id.ToString()).ToListAsync(ct)],
            FilterKind.User or FilterKind.Identifier when field == FilterFields.User || field == FilterFields.UserId => [.. await db.Database.SqlQuery<string>(
                $"""
                select user_id as "Value" from users where project_id = {caller.ProjectId} and (name ilike {pattern} or email ilike {pattern}) limit {MostNamed}
                """).ToListAsync(ct)],
            _ => [],
        };
    }

    private async Task<IReadOnlyList<ObservedValue>> WithTitlesAsync(FilterField field, IReadOnlyList<ObservedValue> values, CancellationToken ct)
    {
        if (field == FilterFields.User || field == FilterFields.UserId)
        {
            var who = await KnownUsers.ReadAsync(db, caller.ProjectId, values.Select(v => v.Value), ct);
            return [.. values.Select(v => v with { Title = v.Value is { } id ? who.GetValueOrDefault(id)?.Title : null })];
        }

        if (field.Kind != FilterKind.Key)
        {
            return values;
        }

        var keys = await db.Keys.Where(k => k.ProjectId == caller.ProjectId).Select(k => new { k.Id, k.Name }).ToDictionaryAsync(k => k.Id.ToString(), k => k.Name, ct);
        return [.. values.Select(v => v with { Title = v.Value is { } id ? keys.GetValueOrDefault(id) : null })];
    }
}
