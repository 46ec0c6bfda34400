namespace Observability.Dashboard.Revisions;

/// <summary>The statements of a revision: each does one page, in PostgreSQL, where values keep every digit.</summary>
internal static class RevisionSql
{
    /// <summary>
    /// Keeps what differs between rows and what they would become, and adds it to the sums; returns how many rows differ.
    /// $1 revision, $2 project, $3 ids, $4 starts, $5 the columns as they would become.
    /// </summary>
    public const string KeepChanges =
        """
        with held as (
            select e.id, e.started_at, coalesce(e.model_served, e.model_requested) as model, e.user_id, to_jsonb(e) as was, g.becomes
            from unnest($3, $4, $5) as g (id, started_at, becomes)
            join exchanges e on e.id = g.id and e.started_at = g.started_at and e.project_id = $2
        ), changed as (
            select h.*, d.before, d.after, h.was || d.after as new
            from held h cross join lateral (
                select jsonb_object_agg(k, h.was -> k) as before, jsonb_object_agg(k, h.becomes -> k) as after
                from jsonb_object_keys(h.becomes) k where h.was -> k is distinct from h.becomes -> k
            ) d
            where d.before is not null
        ), money as (
            select c.*,
                (c.was ->> 'cost_usd')::numeric as cost_before, (c.new ->> 'cost_usd')::numeric as cost_after,
                (c.was ->> 'estimated_cost_usd')::numeric as estimated_before, (c.new ->> 'estimated_cost_usd')::numeric as estimated_after,
                (c.was ->> 'pricing' = 'unpriced')::int as unpriced_before, (c.new ->> 'pricing' = 'unpriced')::int as unpriced_after
            from changed c
        ), kept as (
            insert into revision_changes (revision_id, started_at, exchange_id, model, user_id, before, after, difference)
            select $1, started_at, id, model, user_id, before, after, coalesce(cost_after, 0) - coalesce(cost_before, 0) from money
        ), summed as (
            insert into revision_sums as s
                (revision_id, dimension, name, changes, cost_before, cost_after, estimated_before, estimated_after, unpriced_before, unpriced_after)
            select $1, p.dimension, p.name, count(*), coalesce(sum(cost_before), 0), coalesce(sum(cost_after), 0),
                coalesce(sum(estimated_before), 0), coalesce(sum(estimated_after), 0), sum(unpriced_before), sum(unpriced_after)
            from money m cross join lateral (
                values ('total', ''), ('model', coalesce(m.model, '')), ('user', coalesce(m.user_id, ''))
                union all select 'column', k from jsonb_object_keys(m.after) k
            ) p (dimension, name)
            group by p.dimension, p.name
            on conflict (revision_id, dimension, name) do update set
                changes = s.changes + excluded.changes,
                cost_before = s.cost_before + excluded.cost_before, cost_after = s.cost_after + excluded.cost_after,
                estimated_before = s.estimated_before + excluded.estimated_before, estimated_after = s.estimated_after + excluded.estimated_after,
                unpriced_before = s.unpriced_before + excluded.unpriced_before, unpriced_after = s.unpriced_after + excluded.unpriced_after
        )
        select count(*) from money
        """;

    /// <summary>Deletes some of the changes of a discarded revision. $1 revision, $2 how many at most.</summary>
    public const string DeleteChanges =
        """
        delete from revision_changes where (revision_id, started_at, exchange_id) in (
            select revision_id, started_at, exchange_id from revision_changes where revision_id = $1 limit $2)
        """;

    /// <summary>
    /// Writes one page of changes into the rows that still hold what they held when it was worked out.
    /// $1 revision, $2 project, $3 and $4 the last one done (null: none), $5 how many at most.
    /// Returns how many were looked at, how many were written, the difference of those, and the last one.
    /// </summary>
    /// <param name="columns">Every column a revision may change.</param>
    public static string Apply(IReadOnlyList<string> columns) => Write(columns, "before", "after", "true", "case when w.id is null then 'left_alone' else 'applied' end");

    /// <summary>The way back: rows that still hold what was applied get what they held before. Parameters and result as in <see cref="Apply"/>.</summary>
    /// <param name="columns">Every column a revision may change.</param>
    public static string Undo(IReadOnlyList<string> columns) => Write(columns, "after", "before", "c.outcome = 'applied'", "case when w.id is null then c.outcome else 'undone' end");

    private static string Write(IReadOnlyList<string> columns, string expected, string wanted, string which, string outcome) =>
        $"""
        with page as materialized (
            select c.started_at, c.exchange_id, c.difference, c.{expected} as expected, c.{wanted} as wanted
            from revision_changes c
            where c.revision_id = $1 and {which} and ($3::timestamptz is null or (c.started_at, c.exchange_id) > ($3, $4::uuid))
            order by c.started_at, c.exchange_id limit $5
        ), written as (
            update exchanges e set ({string.Join(", ", columns)}) =
                (select {string.Join(", ", columns.Select(c => "r." + c))} from jsonb_populate_record(e, p.wanted) r)
            from page p
            where e.id = p.exchange_id and e.started_at = p.started_at and e.project_id = $2
                and (select jsonb_object_agg(k, to_jsonb(e) -> k) from jsonb_object_keys(p.expected) k) = p.expected
            returning e.id, e.started_at
        ), marked as (
            update revision_changes c set outcome = {outcome}
            from page p left join written w on w.id = p.exchange_id and w.started_at = p.started_at
            where c.revision_id = $1 and c.started_at = p.started_at and c.exchange_id = p.exchange_id
        )
        select count(*), count(w.id), coalesce(sum(p.difference) filter (where w.id is not null), 0),
            (array_agg(p.started_at order by p.started_at desc, p.exchange_id desc))[1],
            (array_agg(p.exchange_id order by p.started_at desc, p.exchange_id desc))[1]
        from page p left join written w on w.id = p.exchange_id and w.started_at = p.started_at
        """;
}
