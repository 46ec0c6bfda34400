using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Views;

namespace Observability.Dashboard.Views;

/// <summary>A saved view as its reader sees it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Query">The query of the page's address, as it was saved.</param>
/// <param name="Shared">Whether everybody in the project has it.</param>
/// <param name="Pinned">Whether it stands at the head of the page.</param>
/// <param name="IsDefault">Whether the page opens with it.</param>
/// <param name="MayChange">Whether the reader may change it.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
/// <param name="UpdatedBy">Who changed it last.</param>
public sealed record ViewSummary(
    Guid Id, string Name, string Query, bool Shared, bool Pinned, bool IsDefault, bool MayChange, DateTimeOffset UpdatedAt, string UpdatedBy)
{
    /// <summary>Longest name, characters.</summary>
    public const int LongestName = 60;

    /// <summary>Longest query, characters: what fits into an address.</summary>
    public const int LongestQuery = 8_000;

    internal static ViewSummary Of(SavedView view, Caller caller) => new(
        view.Id, view.Name, view.Query, view.Owner is null, view.PinnedAt is not null, view.IsDefault, MayBeChangedBy(view, caller), view.UpdatedAt, view.UpdatedBy);

    /// <summary>The views that <paramref name="caller"/> sees: the project's and those of its own.</summary>
    internal static IQueryable<SavedView> SeenBy(Caller caller, ObservabilityDb db) =>
        db.SavedViews.Where(v => v.ProjectId == caller.ProjectId && (v.Owner == null || v.Owner == caller.AccountId));

    /// <summary>The view to be changed; null when the caller sees none of this id.</summary>
    /// <exception cref="UnauthorizedAccessException">It is shared and the caller may only read.</exception>
    internal static async Task<SavedView?> ToChangeAsync(Guid id, Caller caller, ObservabilityDb db, CancellationToken ct)
    {
        var view = await SeenBy(caller, db).AsTracking().SingleOrDefaultAsync(v => v.Id == id, ct);
        return view is null || MayBeChangedBy(view, caller) ? view : throw new UnauthorizedAccessException(ViewsText.SharedNeedsAdmin);
    }

    /// <summary>Why a view cannot have this name, in a sentence; null when it can.</summary>
    internal static string? Refuse(string name) => name.Trim().Length is 0 or > LongestName || name.Any(char.IsControl)
        ? string.Format(CultureInfo.CurrentCulture, ViewsText.NameRefused, LongestName)
        : null;

    private static bool MayBeChangedBy(SavedView view, Caller caller) => view.Owner is not null || caller.Access >= Access.Admin;
}
