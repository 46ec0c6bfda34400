namespace Observability.Dashboard.LocalModels;

/// <summary>The statements of the page of local models: over narrow rows of one project, bounded by a range of time.</summary>
internal static class LocalModelsSql
{
    /// <summary>One row for each upstream and model, the one used last first. Rates are of calls whose tokens and times the engine itself told.</summary>
    public static FormattableString Models(Guid project, string[] upstreams, DateTimeOffset from, DateTimeOffset to, long cold) =>
        $"""
        with calls as (
            select upstream, coalesce(model_served, model_requested) as model, id, started_at,
                endpoint in ('chat', 'generate', 'completions', 'responses', 'embeddings', 'rerank') as is_use, load_us, queue_us,
                outcome not in ('completed', 'client_aborted', 'served_from_cache') as failed, outcome = 'stream_error' as swallowed,
                case when usage_source = 'provider' and prefill_us > 0 then
                    nullif(greatest(input_tokens - coalesce(cache_read_tokens, 0), 0), 0) * 1000000.0::float8 / prefill_us end as prefill,
                case when usage_source = 'provider' and decode_us > 0 then nullif(output_tokens, 0) * 1000000.0::float8 / decode_us end as decode
            from exchanges
            where project_id = {project} and started_at >= {from} and started_at < {to} and upstream = any({upstreams})
                and coalesce(model_served, model_requested) is not null
                and endpoint in ('chat', 'generate', 'completions', 'responses', 'embeddings', 'rerank', 'load', 'unload', 'pull', 'push', 'create', 'delete')
        )
        select upstream as "Upstream", model as "Model",
            count(*) filter (where is_use) as "Calls",
            count(*) filter (where is_use and failed) as "Errors",
            count(*) filter (where is_use and swallowed) as "Swallowed",
            (array_agg(id order by started_at desc, id desc) filter (where is_use and failed))[1] as "LastErrorId",
            count(*) filter (where is_use and load_us >= {cold}) as "ColdLoads",
            percentile_cont(0.5) within group (order by load_us) filter (where is_use and load_us >= {cold}) as "ColdP50Us",
            max(load_us) filter (where is_use and load_us >= {cold}) as "ColdMaxUs",
            percentile_cont(0.5) within group (order by prefill) filter (where is_use) as "PrefillP50",
            percentile_cont(0.1) within group (order by prefill) filter (where is_use) as "PrefillP10",
            percentile_cont(0.5) within group (order by decode) filter (where is_use) as "DecodeP50",
            percentile_cont(0.1) within group (order by decode) filter (where is_use) as "DecodeP10",
            percentile_cont(0.5) within group (order by queue_us) filter (where is_use) as "QueueP50Us",
            percentile_cont(0.95) within group (order by queue_us) filter (where is_use) as "QueueP95Us",
            max(started_at) filter (where is_use) as "LastUsedAt",
            (array_agg(id order by started_at desc, id desc) filter (where is_use))[1] as "LastUsedId"
        from calls
        group by upstream, model
        order by max(started_at) desc, upstream, model
        limit {ListLocalModels.Most + 1}
        """;

    /// <summary>What was last done with each model, by kind.</summary>
    public static FormattableString Events(Guid project, string[] upstreams, DateTimeOffset from, DateTimeOffset to) =>
        $"""
        select distinct on (1, 2, 3) upstream as "Upstream", coalesce(model_served, model_requested) as "Model", endpoint as "Kind",
            started_at as "At", id as "Id", outcome not in ('completed', 'client_aborted') as "Failed"
        from exchanges
        where project_id = {project} and started_at >= {from} and started_at < {to} and upstream = any({upstreams})
            and coalesce(model_served, model_requested) is not null
            and endpoint in ('load', 'unload', 'pull', 'push', 'create', 'delete')
        order by 1, 2, 3, started_at desc, id desc
        """;
}
