using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Projects;

namespace Observability.Dashboard.Members;

/// <summary>The project's invitations, newest first, those that work no more included.</summary>
[Requires(Access.Admin)]
public sealed record ListInvitations : IRequest<IReadOnlyList<InvitationSummary>>
{
    /// <summary>How many are told at most.</summary>
    public const int Most = 200;
}

/// <summary>What may be shown of an invitation.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Role">What it makes somebody.</param>
/// <param name="SeesBodies">Whether that somebody may read what was asked and answered.</param>
/// <param name="Note">For whom it is; null = nobody said.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="ExpiresAt">When it stops working.</param>
public sealed record InvitationSummary(Guid Id, Role Role, bool SeesBodies, string? Note, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset ExpiresAt)
{
    /// <summary>When somebody came in by it; null = nobody has.</summary>
    public DateTimeOffset? UsedAt { get; init; }

    /// <summary>Who did; null likewise.</summary>
    public string? UsedBy { get; init; }

    /// <summary>When it was taken back; null = it was not.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    internal static InvitationSummary Of(Invitation row) => new(row.Id, row.Role, row.SeesBodies, row.Note, row.CreatedAt, row.CreatedBy, row.ExpiresAt)
    {
        UsedAt = row.UsedAt,
        UsedBy = row.UsedBy,
        RevokedAt = row.RevokedAt,
    };
}

internal sealed class ListInvitationsHandler(ObservabilityDb db, Caller caller) : IRequestHandler<ListInvitations, IReadOnlyList<InvitationSummary>>
{
    public async Task<IReadOnlyList<InvitationSummary>> Handle(ListInvitations request, CancellationToken cancellationToken)
    {
        var rows = await db.Invitations.Where(i => i.ProjectId == caller.ProjectId)
            .OrderByDescending(i => i.CreatedAt).ThenByDescending(i => i.Id).Take(ListInvitations.Most).ToListAsync(cancellationToken);
        return [.. rows.Select(InvitationSummary.Of)];
    }
}
