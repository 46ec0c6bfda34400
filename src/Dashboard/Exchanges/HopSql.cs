namespace Observability.Dashboard.Exchanges;

/// <summary>
/// A turn that goes through us to Open WebUI, and from there through us again to a provider, is stored twice: the inner exchanges carry the id of the
/// outer one in <c>hop_of</c>. What the turn used is what the inner ones used.
/// </summary>
internal static class HopSql
{
    /// <summary>Leaves the outer exchanges out of a sum over <c>exchanges e</c>: one whose inner exchanges are stored would be counted twice.</summary>
    public const string NotCountedTwice = "not e.relayed";

    /// <summary>
    /// Links inner exchanges to their outer ones; those already linked stay as they are, so it may be run again at any time.
    /// An inner one began and ended while the outer was open (a second is allowed for the way back), and has its session, or else, where one of
    /// them names no session, its thread or its prompt; a replay is nobody's inner one. Of several outer ones the same session is better than the same thread, that better than
    /// the same prompt, and the later better than the earlier.
    /// $1 project, $2 names of the upstreams that are an Open WebUI, $3 started at or after, $4 outer exchanges at most, the latest.
    /// </summary>
    public const string Link =
        """
        with relayed as materialized (
            select id, started_at, started_at + duration_us * interval '1 microsecond' + interval '1 second' as ended_at, session, thread_hash, prompt_hash
            from exchanges
            where project_id = $1 and started_at >= $3 and upstream = any($2)
                and endpoint in ('chat', 'generate', 'completions', 'responses', 'embeddings')
            order by started_at desc limit $4
        ), found as (
            select distinct on (i.id) i.id, i.started_at, r.id as hop_of
            from relayed r
            join exchanges i on i.project_id = $1 and i.started_at >= r.started_at and i.started_at <= r.ended_at
            where i.started_at >= $3 and i.hop_of is null and i.replay_of is null and i.upstream <> all($2)
                and i.endpoint in ('chat', 'generate', 'completions', 'responses', 'embeddings')
                and i.started_at + i.duration_us * interval '1 microsecond' <= r.ended_at
                and (r.session = i.session
                    or ((r.session is null or i.session is null) and (r.thread_hash = i.thread_hash or r.prompt_hash = i.prompt_hash)))
            order by i.id, (r.session = i.session) is true desc, (r.thread_hash = i.thread_hash) is true desc, r.started_at desc
        ), outer_ones as (
            update exchanges e set relayed = true
            from relayed r
            where e.id = r.id and e.started_at = r.started_at and e.started_at >= $3 and e.project_id = $1 and not e.relayed
                and exists (select from found f where f.hop_of = r.id)
        )
        update exchanges e set hop_of = f.hop_of
        from found f
        where e.id = f.id and e.started_at = f.started_at and e.started_at >= $3 and e.project_id = $1 and e.hop_of is null
        """;

    /// <summary>The projects that may use an upstream that is an Open WebUI, with the names of those: the project's own hides a common one.</summary>
    public const string Relays =
        """
        select p.id, array_agg(u.name order by u.name)
        from projects p
        join upstreams u on u.project_id = p.id
            or (u.project_id is null and not exists (select from upstreams own where own.project_id = p.id and own.name = u.name))
        where u.format = 'openwebui'
        group by p.id
        """;
}
