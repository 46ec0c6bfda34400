using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Upstreams;

namespace Observability.Dashboard.Upstreams;

/// <summary>The upstreams the project may use, by name: its own, and everybody's where it has none of that name.</summary>
[Requires(Access.Read)]
public sealed record ListUpstreams : IRequest<IReadOnlyList<UpstreamSummary>>;

/// <summary>What may be shown of an upstream.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name in URLs.</param>
/// <param name="BaseUrl">Where it is.</param>
/// <param name="Format">Family of formats it speaks.</param>
/// <param name="AllowPrivate">Whether private addresses may be reached.</param>
/// <param name="CredentialHint">Last four characters of the stored credential; null = clients bring their own.</param>
/// <param name="Source"><c>builtin</c>, <c>environment</c> or <c>dashboard</c>; those of the environment cannot be changed here.</param>
/// <param name="OwnedByProject">Whether it belongs to the caller's project alone.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
public sealed record UpstreamSummary(
    Guid Id, string Name, string BaseUrl, string Format, bool AllowPrivate, string? CredentialHint, string Source, bool OwnedByProject, DateTimeOffset UpdatedAt)
{
    /// <summary>What may be shown of <paramref name="row"/>.</summary>
    internal static UpstreamSummary Of(Upstream row) => new(
        row.Id, row.Name, row.BaseUrl, row.Format, row.AllowPrivate, row.CredentialHint, row.Source, row.ProjectId is not null, row.UpdatedAt);
}

internal sealed class ListUpstreamsHandler(ObservabilityDb db, Caller caller) : IRequestHandler<ListUpstreams, IReadOnlyList<UpstreamSummary>>
{
    public async Task<IReadOnlyList<UpstreamSummary>> Handle(ListUpstreams request, CancellationToken cancellationToken)
    {
        var rows = await db.Upstreams.Where(u => u.ProjectId == null || u.ProjectId == caller.ProjectId).ToListAsync(cancellationToken);
        return [.. rows.OrderBy(u => u.ProjectId is null).DistinctBy(u => u.Name).OrderBy(u => u.Name, StringComparer.Ordinal).Select(UpstreamSummary.Of)];
    }
}
