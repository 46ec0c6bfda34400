using System.Globalization;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Observability.Dashboard.Audit;
using Observability.Domain;
using Observability.Domain.Views;

namespace Observability.Dashboard.Views;

/// <summary>Saves what the requests page shows under a name.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Query">The query of the page's address; what is no part of a view is left out.</param>
/// <param name="Shared">For everybody in the project, which needs admin access; otherwise for the caller alone.</param>
/// <param name="Pinned">Whether it stands at the head of the page.</param>
[Requires(Access.Read)]
public sealed record SaveView(string Name, string Query, bool Shared, bool Pinned) : IRequest<SavedViewAnswer>
{
    /// <summary>Most views of one person, and most shared ones.</summary>
    public const int Most = 100;
}

/// <summary>What came of it.</summary>
/// <param name="View">As stored; null when it was refused, or is not there.</param>
/// <param name="Refusal">A sentence that says what is wrong; null when nothing is.</param>
public sealed record SavedViewAnswer(ViewSummary? View, string? Refusal);

internal sealed class SaveViewHandler(ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<SaveView, SavedViewAnswer>
{
    public async Task<SavedViewAnswer> Handle(SaveView request, CancellationToken cancellationToken)
    {
        var query = ViewQuery.Of(request.Query);
        if (await RefuseAsync(request, query, cancellationToken) is { } refusal)
        {
            return new(null, refusal);
        }

        var now = time.GetUtcNow();
        var view = new SavedView
        {
            Id = Guid.CreateVersion7(now),
            ProjectId = caller.ProjectId,
            Owner = request.Shared ? null : caller.AccountId,
            Name = request.Name.Trim(),
            Query = query,
            PinnedAt = request.Pinned ? now : null,
            CreatedAt = now,
            CreatedBy = caller.Name,
        };
        db.Add(view);
        return await view.SaveAsync("view.saved", new { view.Name, view.Query, request.Pinned }, new(db, caller, time), cancellationToken)
            ? new(ViewSummary.Of(view, caller), null)
            : new(null, string.Format(CultureInfo.CurrentCulture, ViewsText.NameTaken, view.Name));
    }

    private async Task<string?> RefuseAsync(SaveView request, string query, CancellationToken ct)
    {
        if (request.Shared && caller.Access < Access.Admin)
        {
            throw new UnauthorizedAccessException(ViewsText.SharedNeedsAdmin);
        }

        if (!request.Shared && caller.AccountId is null)
        {
            return ViewsText.KeysOwnNothing;
        }

        if (ViewSummary.Refuse(request.Name) is { } refusal)
        {
            return refusal;
        }

        if (query.Length > ViewSummary.LongestQuery)
        {
            return string.Format(CultureInfo.CurrentCulture, ViewsText.QueryTooLong, query.Length, ViewSummary.LongestQuery);
        }

        var owner = request.Shared ? null : caller.AccountId;
        var names = await ViewChanges.NamesAsync(db, caller.ProjectId, owner, ct);
        return names.Contains(request.Name.Trim()) ? string.Format(CultureInfo.CurrentCulture, ViewsText.NameTaken, request.Name.Trim())
            : names.Count >= SaveView.Most ? string.Format(CultureInfo.CurrentCulture, ViewsText.TooMany, SaveView.Most)
            : null;
    }
}

/// <summary>Who changes a view, where and when.</summary>
internal sealed record ViewDesk(ObservabilityDb Db, Caller Caller, TimeProvider Time);

/// <summary>How every change of a view is stored.</summary>
internal static class ViewChanges
{
    /// <summary>The names that the views of a person, or of the project, have; found whatever their case.</summary>
    public static async Task<HashSet<string>> NamesAsync(ObservabilityDb db, Guid project, Guid? owner, CancellationToken ct) =>
        new(await db.SavedViews.Where(v => v.ProjectId == project && v.Owner == owner).Select(v => v.Name).ToListAsync(ct), StringComparer.OrdinalIgnoreCase);

    /// <summary>Stores what was changed. What everybody sees stands in the audit log; what somebody keeps for himself is nobody's business.</summary>
    /// <returns>False when another view of the same owner was given the name in this very moment.</returns>
    public static async Task<bool> SaveAsync(this SavedView view, string what, object details, ViewDesk desk, CancellationToken ct)
    {
        (view.UpdatedAt, view.UpdatedBy) = (desk.Time.GetUtcNow(), desk.Caller.Name);
        if (view.Owner is null)
        {
            AuditLog.Add(desk.Db, desk.Caller, view.UpdatedAt, (what, view.Id), details);
        }

        try
        {
            await desk.Db.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "saved_views_names" })
        {
            return false;
        }
    }
}
