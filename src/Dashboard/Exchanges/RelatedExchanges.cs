using System.Linq.Expressions;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Exchanges;

/// <summary>What other exchanges have to do with one; null when the project has no such exchange. Looked for around its time only, and never in bodies.</summary>
/// <param name="Id">The exchange.</param>
/// <param name="StartedAt">When it started, which finds its day.</param>
[Requires(Access.Read)]
public sealed record RelatedExchanges(Guid Id, DateTimeOffset StartedAt) : IRequest<IReadOnlyList<RelatedGroup>?>
{
    /// <summary>Most exchanges of one group.</summary>
    public const int Most = 10;

    /// <summary>How many days around it the conversation and replays are looked for.</summary>
    public const int FarDays = 30;

    /// <summary>How many requests before it, and as many after it, within a day of it, are looked at for the same prompt.</summary>
    public const int Neighbours = 10_000;
}

/// <summary>What one exchange has to do with another.</summary>
public enum Relation
{
    /// <summary>It replays the other.</summary>
    ReplayOf,

    /// <summary>The other replays it.</summary>
    Replay,

    /// <summary>It was made for the other, which came through us too.</summary>
    HopOf,

    /// <summary>The other was made for it.</summary>
    Hop,

    /// <summary>The other is of the same conversation and came before it.</summary>
    Before,

    /// <summary>The other is of the same conversation and came after it.</summary>
    After,

    /// <summary>The same last words of a user.</summary>
    SamePrompt,

    /// <summary>The same user, about the same time.</summary>
    SameUser,
}

/// <summary>Exchanges that have the same to do with one.</summary>
/// <param name="Relation">What it is.</param>
/// <param name="Rows">The exchanges, at most <see cref="RelatedExchanges.Most"/>, in the order of their time.</param>
/// <param name="More">Whether there are others.</param>
public sealed record RelatedGroup(Relation Relation, IReadOnlyList<RelatedExchange> Rows, bool More);

/// <summary>One of them, as far as a line of a list goes.</summary>
/// <param name="Id">The exchange.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="ModelRequested">Model asked for.</param>
/// <param name="ModelServed">Model that answered.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Status">HTTP status; null when none.</param>
/// <param name="FinishReason">Why generation ended, in the provider's word.</param>
/// <param name="Preview">Start of the last user message; null when there is none.</param>
public sealed record RelatedExchange(
    Guid Id, DateTimeOffset StartedAt, string? ModelRequested, string? ModelServed, ExchangeOutcome Outcome, short? Status, string? FinishReason, string? Preview)
{
    /// <summary>Of the exchange what two are compared by: cost, times, tokens; nothing else is filled in.</summary>
    public Exchange Figures { get; init; } = new();
}

internal sealed class RelatedExchangesHandler(ObservabilityDb db, Caller caller) : IRequestHandler<RelatedExchanges, IReadOnlyList<RelatedGroup>?>
{
    private const int EitherSide = RelatedExchanges.Most / 2;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Far = TimeSpan.FromDays(RelatedExchanges.FarDays);

    // A turn that goes through a relay is open as long as what is made for it.
    private static readonly TimeSpan LongestTurn = TimeSpan.FromHours(1);

    private Expression<Func<Exchange, RelatedExchange>> Line => e =>
        new(e.Id, e.StartedAt, e.ModelRequested, e.ModelServed, e.Outcome, e.Status, e.FinishReason, caller.SeesBodies ? e.RequestPreview : null)
        {
            Figures = new Exchange
            {
                CostUsd = e.CostUsd,
                DurationUs = e.DurationUs,
                FirstTokenUs = e.FirstTokenUs,
                OutputTokensPerSecond = e.OutputTokensPerSecond,
                InputTokens = e.InputTokens,
                OutputTokens = e.OutputTokens,
            },
        };

    private IQueryable<Exchange> Rows => db.Exchanges.Where(e => e.ProjectId == caller.ProjectId);

    public async Task<IReadOnlyList<RelatedGroup>?> Handle(RelatedExchanges request, CancellationToken cancellationToken)
    {
        var start = request.StartedAt.ToUniversalTime();
        var row = await Rows.SingleOrDefaultAsync(e => e.Id == request.Id && e.StartedAt == start, cancellationToken);
        if (row is null)
        {
            return null;
        }

        var groups = new List<RelatedGroup>();
        await AddCopiesAsync(groups, row, cancellationToken);
        await AddHopsAsync(groups, row, cancellationToken);
        await AddConversationAsync(groups, row, cancellationToken);
        await AddPromptAsync(groups, row, cancellationToken);
        await AddUserAsync(groups, row, cancellationToken);
        return groups;
    }

    private async Task AddCopiesAsync(List<RelatedGroup> groups, Exchange row, CancellationToken ct)
    {
        if (row.ReplayOf is { } original)
        {
            Add(groups, Relation.ReplayOf, await FirstAsync(Rows.Where(e => e.Id == original && e.StartedAt <= row.StartedAt && e.StartedAt > row.StartedAt - Far), ct));
        }

        Add(groups, Relation.Replay, await FirstAsync(Rows.Where(e => e.ReplayOf == row.Id && e.StartedAt >= row.StartedAt && e.StartedAt < row.StartedAt + Far), ct));
    }

    private async Task AddHopsAsync(List<RelatedGroup> groups, Exchange row, CancellationToken ct)
    {
        if (row.HopOf is { } outer)
        {
            Add(groups, Relation.HopOf, await FirstAsync(Rows.Where(e => e.Id == outer && e.StartedAt <= row.StartedAt && e.StartedAt > row.StartedAt - LongestTurn), ct));
        }

        if (row.Relayed)
        {
            var end = row.StartedAt + TimeSpan.FromMicroseconds(row.DurationUs) + TimeSpan.FromSeconds(1);
            Add(groups, Relation.Hop, await FirstAsync(Rows.Where(e => e.HopOf == row.Id && e.StartedAt >= row.StartedAt && e.StartedAt <= end), ct));
        }
    }

    // The conversation is known to have begun and to have been heard of last: beyond that no day is asked.
    private async Task AddConversationAsync(List<RelatedGroup> groups, Exchange row, CancellationToken ct)
    {
        if (row.Session is not { } session
            || await db.Conversations.SingleOrDefaultAsync(c => c.ProjectId == row.ProjectId && c.Session == session, ct) is not { } conversation)
        {
            return;
        }

        var turns = Rows.Where(e => e.Session == session && e.Task == null && e.Id != row.Id);
        var (from, to) = (Later(conversation.FirstAt, row.StartedAt - Far), Earlier(conversation.LastAt, row.StartedAt + Far));
        if (from < row.StartedAt)
        {
            Add(groups, Relation.Before, await LastAsync(turns.Where(e => e.StartedAt < row.StartedAt && e.StartedAt >= from), RelatedExchanges.Most, ct));
        }

        if (to >= row.StartedAt)
        {
            Add(groups, Relation.After, await FirstAsync(turns.Where(e => e.StartedAt >= row.StartedAt && e.StartedAt <= to), ct));
        }
    }

    // There is no index of prompts: so many rows before and after are read, and no more, however few of them fit.
    private async Task AddPromptAsync(List<RelatedGroup> groups, Exchange row, CancellationToken ct)
    {
        if (row.PromptHash is { } prompt)
        {
            var before = Rows.Where(e => e.StartedAt < row.StartedAt && e.StartedAt > row.StartedAt - Day)
                .OrderByDescending(e => e.StartedAt).ThenByDescending(e => e.Id).Take(RelatedExchanges.Neighbours);
            var after = Rows.Where(e => e.StartedAt >= row.StartedAt && e.StartedAt < row.StartedAt + Day)
                .OrderBy(e => e.StartedAt).ThenBy(e => e.Id).Take(RelatedExchanges.Neighbours);
            Add(groups, Relation.SamePrompt, Around(
                await LastAsync(before.Where(e => e.PromptHash == prompt && e.Task == null), EitherSide, ct),
                await FirstAsync(after.Where(e => e.PromptHash == prompt && e.Task == null && e.Id != row.Id), ct)));
        }
    }

    private async Task AddUserAsync(List<RelatedGroup> groups, Exchange row, CancellationToken ct)
    {
        if (row.User is { } user)
        {
            var theirs = Rows.Where(e => e.User == user && e.Task == null && e.Endpoint != "models" && e.Id != row.Id);
            Add(groups, Relation.SameUser, Around(
                await LastAsync(theirs.Where(e => e.StartedAt < row.StartedAt && e.StartedAt > row.StartedAt - Day), EitherSide, ct),
                await FirstAsync(theirs.Where(e => e.StartedAt >= row.StartedAt && e.StartedAt < row.StartedAt + Day), ct)));
        }
    }

    private static void Add(List<RelatedGroup> groups, Relation relation, Found found)
    {
        if (found.Rows.Count > 0)
        {
            groups.Add(new(relation, found.Rows, found.More));
        }
    }

    private static Found Around(Found before, Found after) =>
        new([.. before.Rows, .. after.Rows.Take(EitherSide)], before.More || after.More || after.Rows.Count > EitherSide);

    private async Task<Found> FirstAsync(IQueryable<Exchange> rows, CancellationToken ct)
    {
        var first = await rows.OrderBy(e => e.StartedAt).ThenBy(e => e.Id).Select(Line).Take(RelatedExchanges.Most + 1).ToListAsync(ct);
        return new([.. first.Take(RelatedExchanges.Most)], first.Count > RelatedExchanges.Most);
    }

    private async Task<Found> LastAsync(IQueryable<Exchange> rows, int most, CancellationToken ct)
    {
        var last = await rows.OrderByDescending(e => e.StartedAt).ThenByDescending(e => e.Id).Select(Line).Take(most + 1).ToListAsync(ct);
        return new([.. last.Take(most).Reverse()], last.Count > most);
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private sealed record Found(IReadOnlyList<RelatedExchange> Rows, bool More);
}
