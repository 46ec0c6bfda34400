using System.Globalization;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Audit;
using Observability.Domain;
using Observability.Domain.Projects;

namespace Observability.Dashboard.Members;

/// <summary>Makes a link by which one person comes into the project. Its secret is in the answer and nowhere else.</summary>
/// <param name="Role">What it makes that person.</param>
/// <param name="SeesBodies">Whether that person may read what was asked and answered; owners always may.</param>
/// <param name="Note">For whom it is; null = nothing is said.</param>
/// <param name="Days">How many days it works, 1 to <see cref="MostDays"/>.</param>
[Requires(Access.Admin)]
public sealed record CreateInvitation(Role Role, bool SeesBodies, string? Note, int Days) : IRequest<InvitationAnswer>
{
    /// <summary>Longest time a link works, days.</summary>
    public const int MostDays = 30;

    /// <summary>Longest note, characters.</summary>
    public const int LongestNote = 100;

    /// <summary>Most links of a project that work at the same time.</summary>
    public const int Most = 200;
}

/// <summary>What came of it.</summary>
/// <param name="Invitation">What is stored; null when it was refused.</param>
/// <param name="Text">The secret of the link: show it once. Null likewise.</param>
/// <param name="Refusal">Why, in a sentence; null = nothing was refused.</param>
public sealed record InvitationAnswer(InvitationSummary? Invitation, Sensitive<string>? Text, string? Refusal)
{
    internal static InvitationAnswer Refused(string why) => new(null, null, why);
}

internal sealed class CreateInvitationHandler(ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<CreateInvitation, InvitationAnswer>
{
    public async Task<InvitationAnswer> Handle(CreateInvitation request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await RefuseAsync(request, now, cancellationToken) is { } refusal)
        {
            return InvitationAnswer.Refused(refusal);
        }

        var text = InvitationText.Generate();
        var invitation = new Invitation
        {
            Id = Guid.CreateVersion7(now),
            ProjectId = caller.ProjectId,
            Digest = InvitationText.DigestOf(text.Value),
            Role = request.Role,
            SeesBodies = request.SeesBodies || request.Role == Role.Owner,
            Note = string.IsNullOrWhiteSpace(request.Note) ? null : StoredText.Of(request.Note.Trim(), CreateInvitation.LongestNote),
            CreatedAt = now,
            CreatedBy = caller.Name,
            CreatedByAccount = caller.AccountId,
            ExpiresAt = now.AddDays(request.Days),
        };
        db.Add(invitation);
        AuditLog.Add(db, caller, now, ("invitation.created", invitation.Id), new
        {
            Role = EnumNames.NameOf(invitation.Role),
            invitation.SeesBodies,
            invitation.Note,
            invitation.ExpiresAt,
        });
        await db.SaveChangesAsync(cancellationToken);
        return new(InvitationSummary.Of(invitation), text, null);
    }

    private async Task<string?> RefuseAsync(CreateInvitation request, DateTimeOffset now, CancellationToken ct)
    {
        if (request.Days is < 1 or > CreateInvitation.MostDays)
        {
            return string.Format(CultureInfo.CurrentCulture, MembersText.DaysRefused, CreateInvitation.MostDays, request.Days);
        }

        if (request.Note?.Trim().Length > CreateInvitation.LongestNote)
        {
            return string.Format(CultureInfo.CurrentCulture, MembersText.NoteRefused, CreateInvitation.LongestNote);
        }

        if (Rights.RefuseGiving(caller, request.Role, request.SeesBodies || request.Role == Role.Owner) is { } refusal)
        {
            return refusal;
        }

        var open = await db.Invitations.CountAsync(i => i.ProjectId == caller.ProjectId && i.UsedAt == null && i.RevokedAt == null && i.ExpiresAt > now, ct);
        return open >= CreateInvitation.Most ? string.Format(CultureInfo.CurrentCulture, MembersText.TooManyInvitations, CreateInvitation.Most) : null;
    }
}
