using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Exchanges;
using Observability.Domain;
using Observability.Domain.Conversations;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Conversations;

/// <summary>Lays out a conversation from its narrow rows, some thousands at a time: a session may have any number.</summary>
internal static class ConversationLayout
{
    /// <summary>Most exchanges laid out at once.</summary>
    public const int MostAtOnce = 20_000;

    /// <summary>The rows of a conversation. The times alone let PostgreSQL leave partitions out.</summary>
    public static IQueryable<Exchange> RowsOf(ObservabilityDb db, Guid project, ConversationSummary summary) => db.Exchanges.Where(e =>
        e.ProjectId == project && e.Session == summary.Session && e.StartedAt >= summary.FirstAt && e.StartedAt <= summary.LastAt);

    /// <summary>The order of the latest of <paramref name="rows"/>, and where to go on with earlier ones; null = there are none.</summary>
    /// <param name="rows">Rows of one session.</param>
    /// <param name="before">Only what began before this place; null = up to now.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task<(ConversationTree Tree, ExchangeCursor? Earlier)> LatestAsync(IQueryable<Exchange> rows, ExchangeCursor? before, CancellationToken ct)
    {
        if (before is { } place)
        {
            rows = rows.Where(e => e.StartedAt <= place.StartedAt
                && EF.Functions.LessThan(ValueTuple.Create(e.StartedAt, e.Id), ValueTuple.Create(place.StartedAt, place.Id)));
        }

        var latest = await rows.OrderByDescending(e => e.StartedAt).ThenByDescending(e => e.Id).Take(MostAtOnce + 1)
            .Select(e => new SessionExchange
            {
                Id = e.Id,
                StartedAt = e.StartedAt,
                Duration = TimeSpan.FromMicroseconds(e.DurationUs),
                Endpoint = e.Endpoint,
                Task = e.Task,
                Model = e.ModelRequested,
                CallsTools = e.ToolCalls.Length > 0,
                History = e.HistoryHash,
                Thread = e.ThreadHash,
                Prompt = e.PromptHash,
                MessageId = e.MessageId,
                UserMessageId = e.UserMessageId,
                ParentMessageId = e.ParentMessageId,
                HopOf = e.HopOf,
            }).ToListAsync(ct);
        if (latest.Count <= MostAtOnce)
        {
            return (ConversationTree.Of(latest), null);
        }

        latest.RemoveAt(MostAtOnce);
        return (ConversationTree.Of(latest), new(latest[^1].StartedAt, latest[^1].Id));
    }
}
