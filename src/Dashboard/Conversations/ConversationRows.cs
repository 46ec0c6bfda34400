using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Conversations;

namespace Observability.Dashboard.Conversations;

/// <summary>Reads conversations, the one last heard of first. What each came to is summed for these few alone, by the index on sessions.</summary>
internal static class ConversationRows
{
    private const int MostUsers = 20;
    private const int MostModels = 20;

    /// <summary>Conversations of a project, at most <paramref name="limit"/> of them.</summary>
    /// <param name="db">The database.</param>
    /// <param name="project">The project.</param>
    /// <param name="filter">What to keep.</param>
    /// <param name="sessions">These alone; null = all.</param>
    /// <param name="after">Where to go on; null = from the start.</param>
    /// <param name="limit">How many.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task<List<ConversationSummary>> ReadAsync(
        ObservabilityDb db, Guid project, ConversationFilter filter, string[]? sessions, ConversationCursor? after, int limit, CancellationToken ct)
    {
        var page = await PageAsync(db, project, filter, sessions, after, limit, ct);
        return page.Count == 0 ? [] : await SumAsync(db, project, page, ct);
    }

    private static Task<List<Conversation>> PageAsync(
        ObservabilityDb db, Guid project, ConversationFilter filter, string[]? sessions, ConversationCursor? after, int limit, CancellationToken ct)
    {
        var (from, to) = (filter.From?.ToUniversalTime(), filter.To?.ToUniversalTime());
        return db.Conversations.FromSql(
            $"""
            select c.* from conversations c
            where c.project_id = {project}
                and ({sessions}::text[] is null or c.session = any({sessions}))
                and ({from}::timestamptz is null or c.last_at >= {from})
                and ({to}::timestamptz is null or c.first_at < {to})
                and ({filter.User}::text is null or c.session in (
                    select u.session from exchanges u where u.project_id = {project} and u.user_id = {filter.User} and u.session is not null))
                and ({after?.LastAt.ToUniversalTime()}::timestamptz is null or (c.last_at, c.session) < ({after?.LastAt.ToUniversalTime()}::timestamptz, {after?.Session}::text))
            order by c.last_at desc, c.session desc limit {limit}
            """).ToListAsync(ct);
    }

    // The bounds of all of them are known when the statement is planned, so that it is planned for these days and not for every day there is.
    private static async Task<List<ConversationSummary>> SumAsync(ObservabilityDb db, Guid project, List<Conversation> page, CancellationToken ct)
    {
        string[] speaking = [.. SessionExchange.SpeakingEndpoints];
        var (low, high) = (page.Min(c => c.FirstAt).ToUniversalTime(), page.Max(c => c.LastAt).ToUniversalTime());
        string[] sessions = [.. page.Select(c => c.Session)];
        var rows = await db.Database.SqlQuery<Row>(
            $"""
            with page as materialized (
                select c.session, c.first_at, c.last_at from conversations c where c.project_id = {project} and c.session = any({sessions})
            )
            select p.session as "Session", p.first_at as "FirstAt", p.last_at as "LastAt", s.*, asked.request_preview as "FirstPrompt", titled.response_preview as "TitleAnswer"
            from page p
            cross join lateral (
                select count(*) as "Requests", count(*) filter (where not chat) as "Background",
                    count(*) filter (where chat and cardinality(tool_calls) = 0) as "Turns",
                    count(*) filter (where outcome not in ('completed', 'served_from_cache', 'client_aborted', 'interrupted')) as "Errors",
                    count(*) filter (where usage_source = 'none' and outcome = 'completed' and endpoint not in ('models', 'count', 'other')) as "Uncounted",
                    sum(input_tokens)::bigint as "InputTokens", sum(output_tokens)::bigint as "OutputTokens",
                    sum(cost_usd) filter (where chat) as "ChatUsd", sum(estimated_cost_usd) filter (where chat) as "ChatEstimatedUsd",
                    count(*) filter (where chat and pricing = 'unpriced') as "ChatUnpriced",
                    sum(cost_usd) filter (where not chat) as "TaskUsd", sum(estimated_cost_usd) filter (where not chat) as "TaskEstimatedUsd",
                    count(*) filter (where not chat and pricing = 'unpriced') as "TaskUnpriced",
                    max(started_at + duration_us * interval '1 microsecond') as "EndedAt",
                    jsonb_agg(distinct jsonb_build_array(user_id, user_name)) filter (where user_id is not null) ::text as "Users",
                    jsonb_agg(distinct coalesce(model_requested, model_served)) filter (where chat and coalesce(model_requested, model_served) is not null) ::text as "Models"
                from (
                    select e.*, e.task is null and e.endpoint = any({speaking}) as chat from exchanges e
                    where e.project_id = {project} and e.session = p.session and e.started_at >= p.first_at and e.started_at <= p.last_at
                        and e.started_at >= {low} and e.started_at <= {high}
                        and e.id not in (
                            select h.hop_of from exchanges h where h.project_id = {project} and h.session = p.session
                                and h.started_at >= p.first_at and h.started_at <= p.last_at
                                and h.started_at >= {low} and h.started_at <= {high} and h.hop_of is not null)
                ) e
            ) s
            left join lateral (
                select e.request_preview from exchanges e
                where e.project_id = {project} and e.session = p.session and e.started_at >= p.first_at and e.started_at <= p.last_at
                    and e.started_at >= {low} and e.started_at <= {high}
                    and e.task is null and e.endpoint = any({speaking}) order by e.started_at, e.id limit 1
            ) asked on true
            left join lateral (
                select e.response_preview from exchanges e
                where e.project_id = {project} and e.session = p.session and e.started_at >= p.first_at and e.started_at <= p.last_at
                    and e.started_at >= {low} and e.started_at <= {high}
                    and e.task = 'title_generation' and e.outcome = 'completed' order by e.started_at desc, e.id desc limit 1
            ) titled on true
            order by p.last_at desc, p.session desc
            """).ToListAsync(ct);
        return [.. rows.Select(r => SummaryOf(r, db.WithholdsTexts))];
    }

    private static ConversationSummary SummaryOf(Row row, bool withoutTexts) => new(
        row.Session, withoutTexts ? null : ConversationTitle.In(row.TitleAnswer), withoutTexts ? null : row.FirstPrompt, row.FirstAt, row.LastAt, row.EndedAt ?? row.LastAt,
        // The name may have come with some exchanges only.
        [.. JsonSerializer.Deserialize<string?[][]>(row.Users ?? "[]")!.GroupBy(u => u[0]!).Take(MostUsers).Select(u => new ConversationUser(u.Key, u.Max(n => n[1])))],
        [.. JsonSerializer.Deserialize<string[]>(row.Models ?? "[]")!.Take(MostModels)],
        new(
            row.Requests, row.Background, row.Turns, row.Errors, row.Uncounted, row.InputTokens, row.OutputTokens,
            new(row.ChatUsd, row.ChatEstimatedUsd, row.ChatUnpriced), new(row.TaskUsd, row.TaskEstimatedUsd, row.TaskUnpriced)));

    private sealed class Row
    {
        public required string Session { get; init; }

        public DateTimeOffset FirstAt { get; init; }

        public DateTimeOffset LastAt { get; init; }

        public DateTimeOffset? EndedAt { get; init; }

        public string? FirstPrompt { get; init; }

        public string? TitleAnswer { get; init; }

        public string? Users { get; init; }

        public string? Models { get; init; }

        public long Requests { get; init; }

        public long Background { get; init; }

        public long Turns { get; init; }

        public long Errors { get; init; }

        public long Uncounted { get; init; }

        public long? InputTokens { get; init; }

        public long? OutputTokens { get; init; }

        public decimal? ChatUsd { get; init; }

        public decimal? ChatEstimatedUsd { get; init; }

        public long ChatUnpriced { get; init; }

        public decimal? TaskUsd { get; init; }

        public decimal? TaskEstimatedUsd { get; init; }

        public long TaskUnpriced { get; init; }
    }
}
