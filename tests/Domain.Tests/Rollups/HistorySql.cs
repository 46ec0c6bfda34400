namespace Observability.Domain.Tests.Rollups;

/// <summary>
/// Changes as statements, each over many projects at once: $1 projects, $2 salts, $3 dice, $4 shares. All times lie in three days, on few hours and
/// minutes and mostly on their edges; all values are drawn from few, unknown ones among them.
/// </summary>
internal static class HistorySql
{
    /// <summary>The first of the three days.</summary>
    public static readonly DateTimeOffset Origin = new(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Makes the tables' partitions, dice, and what kills a run in the middle of a step.</summary>
    public const string Prepare =
        """
        select make_exchange_partitions(d::date) from generate_series('2026-11-20'::date, '2026-11-22', '1 day') d;

        create function dice(seed bigint, n int, sides int) returns int language sql immutable as $$
            select (abs(hashint8extended(seed, n)) % sides)::int $$;
        create function some_time(seed bigint) returns timestamptz language sql immutable as $$
            select '2026-11-20T00:00:00Z'::timestamptz + make_interval(
                days => dice(seed, 1, 3), hours => (array[0, 9, 23])[1 + dice(seed, 2, 3)], mins => (array[0, 1, 59])[1 + dice(seed, 3, 3)],
                secs => (array[0, 0.000001, 30, 59.999999])[1 + dice(seed, 4, 4)]) $$;

        create table killed_at (point int);
        create function die() returns trigger language plpgsql as $$
        begin
            if current_setting('transaction_isolation') = 'repeatable read' and exists (select from killed_at where point = tg_argv[0]::int) then
                perform pg_terminate_backend(pg_backend_pid());
            end if;
            return null;
        end $$;
        create trigger die_deleting after delete on usage_by_minute for each statement execute function die(0);
        create trigger die_deleting after delete on usage_by_hour for each statement execute function die(0);
        create trigger die_deleting after delete on usage_by_day for each statement execute function die(0);
        create trigger die_inserting after insert on usage_by_minute for each statement execute function die(1);
        create trigger die_inserting after insert on usage_by_hour for each statement execute function die(1);
        create trigger die_inserting after insert on usage_by_day for each statement execute function die(1);
        create trigger die_deleting after delete on rollup_dirty for each statement execute function die(2);
        create trigger die_inserting after insert on rollup_dirty for each statement execute function die(3);
        """;

    /// <summary>An empty world.</summary>
    public const string Clear =
        """
        truncate exchanges, usage_by_minute, usage_by_hour, usage_by_day, rollup_dirty, killed_at;
        update rollup_kept set since = 'epoch';
        """;

    private const string Columns =
        """
        key_id, upstream, endpoint, model_requested, model_served, status, outcome, task, user_id, session, properties, input_tokens, output_tokens,
        cache_read_tokens, cache_write_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, usage_source, duration_us, first_token_us,
        output_tokens_per_second, overhead_us, longest_gap_us, load_us, prefill_us, decode_us
        """;

    private const string Costs = "cost_usd, estimated_cost_usd, pricing";

    private static readonly string Values = string.Join(
        ", ",
        [
            Pick(11, "'00000000-0000-0000-0000-000000000001'::uuid", "'00000000-0000-0000-0000-000000000002'"), Pick(12, "''", "'openai'", "'ollama'"),
            Pick(13, "'chat'", "'chat'", "'embeddings'", "'chat'", "'models'", "'count'"), Pick(14, "'gpt-4o'", "'llama'", "null", "'m''o \"d\"'"),
            Pick(15, "'gpt-4o-2024'", "null"), Pick(16, "200::smallint", "200", "429", "500", "null"),
            Pick(17, "'completed'", "'completed'", "'client_aborted'", "'stream_error'", "'rejected'", "'served_from_cache'", "'upstream_broke'", "'interrupted'"),
            Pick(18, "null", "null", "'title'", "'tags'"), Pick(19, "null", "''", "'anna'", "'bert'", "'陈'"), Pick(20, "null", "'s1'", "'s2'"),
            Pick(21, """'{"region":"eu"}'::jsonb""", """'{"region":""}'""", "'{}'"),
            .. Enumerable.Range(22, 7).Select(n => Pick(n, "null::bigint", "0", "1", "700", "1000000000000")),
            Pick(29, "'provider'", "'estimated'", "'none'"),
            Time(30), $"case dice(s.seed, 31, 3) when 0 then null else {Time(31)} end",
            Pick(32, "null::double precision", "0", "12.345", "98.76", "1e12", "'infinity'"), Time(33), Pick(34, "null::bigint", "0", "1999999", "2000000", "7654321"),
            .. Enumerable.Range(35, 3).Select(n => Pick(n, "null::bigint", "0", "123456")),
        ]);

    private static readonly string Prices =
        $"{Pick(41, "null::numeric", "0", "0.000000000000000001", "1234567.891", "0.1", "null")}, {Pick(42, "null::numeric", "null", "0.25")}, {Pick(43, "'priced'", "'unpriced'", "'free'")}";

    /// <summary>The statement of a change.</summary>
    public static string Of(Doing doing) => doing switch
    {
        Doing.Arrive => Insert("some_time(s.id_seed)"),
        Doing.ArriveElsewhere => Insert("some_time(s.seed)"),
        Doing.Delete => $"delete from exchanges e using {Chosen} where {Hit}",
        Doing.Reprice => Update($"({Costs}) = (select {Prices} from (select {Seed}) s (seed))"),
        Doing.Reread => Update($"({Columns}) = (select {Values} from (select {Seed}) s (seed))"),
        Doing.Relay => Update("relayed = not relayed"),
        Doing.Move => Update($"started_at = some_time({Seed})") + " and not exists (select from exchanges o where o.id = e.id and o.started_at <> e.started_at)",
        _ => Update("path = path"),
    };

    private const string Chosen = "unnest($1::uuid[], $2::int[], $3::int[], $4::int[]) c (project, salt, dice, share)";
    private const string Hit = "e.project_id = c.project and dice(('x' || substr(e.id::text, 1, 8))::bit(32)::bigint, c.salt, c.share) = 0";
    private const string Seed = "hashtextextended(e.id::text, c.dice)";

    private static string Update(string set) => $"update exchanges e set {set} from {Chosen} where {Hit}";

    private static string Insert(string at) =>
        $"""
        insert into exchanges (
            id, started_at, project_id, format, method, path, capture, stream, tool_calls, request_bytes, response_bytes, retries, {Columns}, {Costs})
        select md5(s.project || ' ' || s.id_seed)::uuid, {at}, s.project, 'openai', 'POST', '/', 'kept', false, '{"{}"}', 0, 0, 0, {Values}, {Prices}
        from (
            select c.project, hashtextextended(c.project::text, c.salt * 10 + n) as id_seed, hashtextextended(c.project::text, c.dice::bigint * 10 + n) as seed
            from {Chosen} cross join lateral generate_series(1, c.share) n) s
        on conflict do nothing
        """;

    private static string Pick(int n, params string[] from) => $"(array[{string.Join(", ", from)}])[1 + dice(s.seed, {n}, {from.Length})]";

    // From nothing to an hour, as often short as long.
    private static string Time(int n) => $"(power(10, dice(s.seed, {n}, 96) / 10.0) - 1)::bigint";
}
