using MediatR;
using Npgsql;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Totals;

/// <summary>The busiest users of one model or key. Apart from <see cref="OneGroup"/>: among many users it takes longer than all the rest.</summary>
/// <param name="By">What it is.</param>
/// <param name="Name">Name or id; null = what names none.</param>
/// <param name="Parts">What its parts are told apart by.</param>
/// <param name="Of">Of which exchanges.</param>
[Requires(Access.Read)]
public sealed record PartsOfGroup(Dimension By, string? Name, Dimension Parts, Slice Of) : IRequest<GroupParts>;

internal sealed class PartsOfGroupHandler(NpgsqlDataSource database, GroupNames names, Caller caller) : IRequestHandler<PartsOfGroup, GroupParts>
{
    public async Task<GroupParts> Handle(PartsOfGroup request, CancellationToken cancellationToken)
    {
        await using var usage = await UsageSnapshot.OpenAsync(database, caller.ProjectId, cancellationToken);
        var answer = await usage.SumAsync(
            request.Of.Whole(request.By, request.Parts) with { Only = [request.Name], Top = new(OneGroup.MostParts, UsageMeasure.Exchanges) }, cancellationToken);
        var first = answer.Rows.Where(r => !r.IsOther).OrderByDescending(r => r.Tally.Exchanges).ThenBy(r => r.Names[1], StringComparer.Ordinal)
            .Select(r => new GroupSums(r.Names[1], Sums.Of(r.Tally)));
        return new(request.Parts.Name, await names.AddAsync(request.Parts, [.. first], cancellationToken), answer.Groups);
    }
}
