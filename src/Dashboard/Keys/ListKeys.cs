using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Keys;

namespace Observability.Dashboard.Keys;

/// <summary>The project's keys, newest first, revoked ones included.</summary>
[Requires(Access.Read)]
public sealed record ListKeys : IRequest<IReadOnlyList<KeySummary>>;

/// <summary>What may be shown of a key.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What it may do.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Hint">Start of its text.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it stops working; null = never.</param>
/// <param name="RevokedAt">When it was revoked; null = it works.</param>
/// <param name="LastUsedAt">Its newest exchange; null = never used.</param>
public sealed record KeySummary(
    Guid Id, KeyKind Kind, string Name, string Hint, DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt, DateTimeOffset? LastUsedAt)
{
    /// <summary>What a write key is made for and what it switches.</summary>
    public KeyHandling Handling { get; init; } = KeyHandling.Default;

    /// <summary>Whether it tells what was asked and answered; of a write key it says nothing.</summary>
    public bool SeesBodies { get; init; } = true;

    /// <summary>What may be shown of <paramref name="row"/>.</summary>
    internal static KeySummary Of(Key row) => new(row.Id, row.Kind, row.Name, row.Hint, row.CreatedAt, row.ExpiresAt, row.RevokedAt, row.LastUsedAt)
    {
        SeesBodies = row.SeesBodies,
        Handling = KeyHandling.Of(row.Client, row.AlterationsOn, row.AlterationsOff),
    };
}

internal sealed class ListKeysHandler(ObservabilityDb db, Caller caller) : IRequestHandler<ListKeys, IReadOnlyList<KeySummary>>
{
    public async Task<IReadOnlyList<KeySummary>> Handle(ListKeys request, CancellationToken cancellationToken) =>
        await db.Keys.Where(k => k.ProjectId == caller.ProjectId)
            .OrderByDescending(k => k.CreatedAt).ThenByDescending(k => k.Id)
            .Select(k => KeySummary.Of(k))
            .ToListAsync(cancellationToken);
}
