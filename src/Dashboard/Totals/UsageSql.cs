using Observability.Dashboard.Exchanges;
using Observability.Domain;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Totals;

/// <summary>The statements that sum narrow rows by user, model, task and day. All that reads usage is here, to be replaced in one place.</summary>
/// <remarks>In all of them {0} is the project, {1} and {2} the range, {3} the outcomes that are errors (<see cref="Failed"/>).</remarks>
internal static class UsageSql
{
    // What asks no model for anything: lists and counts, and what manages models, files and stored answers.
    private const string NoRequests =
        "'models', 'count', 'show', 'load', 'unload', 'pull', 'push', 'create', 'copy', 'delete', 'blob', 'files', 'knowledge', 'records'";

    // A call that a relay in between sent through us again is counted once: where it reached the provider.
    private const string Counted =
        $$"""
        e.project_id = {0} and e.started_at >= {1} and e.started_at < {2} and e.endpoint not in ({{NoRequests}})
            and {{HopSql.NotCountedTwice}}
        """;

    // The model asked for comes first: with the one that answered, failures would stand apart from what they are failures of.
    private const string Model = "coalesce(e.model_requested, e.model_served)";

    // Rounded far below anything that is paid, so that no sum has more digits than a decimal holds.
    private const string Sums =
        """
        count(*) filter (where e.task is null) as "Requests", count(*) filter (where e.task is not null) as "Tasks",
            count(*) filter (where e.outcome = any({3})) as "Errors", count(*) filter (where e.pricing = 'unpriced') as "Unpriced",
            count(*) filter (where e.usage_source = 'estimated') as "CountedHere",
            round(sum(e.cost_usd) filter (where e.task is null), 18) as "CostUsd", round(sum(e.cost_usd) filter (where e.task is not null), 18) as "TaskCostUsd",
            round(sum(e.estimated_cost_usd), 18) as "EstimatedCostUsd", sum(e.input_tokens)::bigint as "InputTokens", sum(e.output_tokens)::bigint as "OutputTokens",
            min(e.started_at) as "FirstSeen", max(e.started_at) as "LastSeen"
        """;

    private const string UserSums =
        $$"""
        select e.user_id as "User", count(distinct e.session) as "Conversations",
            mode() within group (order by {{Model}}) filter (where e.task is null) as "FavouriteModel", {{Sums}}
        from exchanges e
        where {{Counted}} and e.user_id is not null
        """;

    // Who somebody is stands in the newest row that says a name or an address; only the newest fifty are looked at.
    private const string AsLastSeen =
        """
        cross join lateral (
            select s.user_name as "Name", s.user_email as "Email", s.user_role as "Role", s.user_groups as "Groups", s.user_source as "Source"
            from (select * from exchanges e where e.project_id = {0} and e.user_id = u."User" and e.started_at >= {1} and e.started_at < {2}
                order by e.started_at desc limit 50) s
            order by (s.user_name is not null or s.user_email is not null) desc, s.started_at desc limit 1
        ) seen
        """;

    /// <summary>The outcomes that are somebody's failure; a client that stopped the answer is none, nor is a process that ended.</summary>
    public static readonly string[] Failed =
    [
        .. new[]
        {
            ExchangeOutcome.UpstreamRefused, ExchangeOutcome.UpstreamUnreachable, ExchangeOutcome.UpstreamTimedOut, ExchangeOutcome.UpstreamBroke,
            ExchangeOutcome.StreamError, ExchangeOutcome.Rejected,
        }.Select(EnumNames.NameOf),
    ];

    /// <summary>One user. {4} who.</summary>
    public const string OneUser =
        $$"""
        select u.*, seen.*, 1::bigint as "Users" from ({{UserSums}} and e.user_id = {4} group by e.user_id) u {{AsLastSeen}}
        """;

    /// <summary>Users by their ids. {4} only those after this one, {5} how many at most.</summary>
    public const string UsersById =
        $$"""
        select u.*, seen.*, 0::bigint as "Users"
        from ({{UserSums}} and e.user_id > {4} group by e.user_id order by e.user_id limit {5}) u {{AsLastSeen}} order by u."User"
        """;

    /// <summary>How many exchanges name no user; it needs no {3}.</summary>
    public const string Unnamed =
        $$"""
        select count(*) as "Value" from exchanges e where {{Counted}} and e.user_id is null
        """;

    /// <summary>What one user did by model, by task and by UTC day, the busiest parts of each. {4} who, {5} how many parts at most; days are told all.</summary>
    public const string PartsOfUser =
        $$"""
        with done as (
            select e.*, {{Model}} as model, (e.started_at at time zone 'UTC')::date as day from exchanges e where {{Counted}} and e.user_id = {4}
        ), parts as (
            select case grouping(e.model, e.task, e.day) when 3 then 'model' when 5 then 'task' else 'day' end as "By",
                coalesce(e.model, e.task, e.day::text) as "Name", {{Sums}}
            from done e group by grouping sets ((e.model), (e.task), (e.day))
        ), ranked as (
            select *, count(*) over (partition by "By") as "Parts", row_number() over (partition by "By" order by "Requests" + "Tasks" desc, "Name") as place from parts
        )
        select * from ranked where "By" = 'day' or place <= {5} order by "By", case when "By" = 'day' then "Name" end desc, place
        """;

    /// <summary>How one user's exchanges failed, the most frequent first, each with its newest example. {4} who, {5} how many at most.</summary>
    public const string ErrorsOfUser =
        $$"""
        select g.*, newest.*
        from (
            select e.outcome as "Outcome", e.status as "Status", e.error_code as "Code", count(*) as "Count", max(e.started_at) as "LastSeen",
                count(*) over () as "Groups"
            from exchanges e where {{Counted}} and e.user_id = {4} and e.outcome = any({3})
            group by e.outcome, e.status, e.error_code order by 4 desc, 5 desc limit {5}
        ) g
        cross join lateral (
            select e.id as "NewestId", e.error as "Newest" from exchanges e
            where e.project_id = {0} and e.user_id = {4} and e.started_at = g."LastSeen" and e.outcome = g."Outcome"
                and e.status is not distinct from g."Status" and e.error_code is not distinct from g."Code"
            order by e.id desc limit 1
        ) newest
        order by g."Count" desc, g."LastSeen" desc
        """;

    /// <summary>One user's conversations, the last one heard of first. {4} who, {5} how many at most.</summary>
    public const string ConversationsOfUser =
        $$"""
        select e.session as "Session", {{Sums}}
        from exchanges e
        where {{Counted}} and e.user_id = {4} and e.session is not null
        group by e.session order by max(e.started_at) desc, e.session limit {5}
        """;

    /// <summary>Models by name. {4} only those after this one, {5} how many at most. Latencies are those of ordinary exchanges that were completed.</summary>
    public const string ModelsByName =
        $$"""
        select {{Model}} as "Model", array_agg(distinct e.upstream) as "Upstreams", {{Sums}},
            percentile_disc(0.5) within group (order by e.duration_us) filter (where e.task is null and e.outcome = 'completed') as "LatencyP50Us",
            percentile_disc(0.95) within group (order by e.duration_us) filter (where e.task is null and e.outcome = 'completed') as "LatencyP95Us",
            percentile_disc(0.5) within group (order by e.first_token_us) filter (where e.task is null and e.outcome = 'completed') as "FirstTokenP50Us",
            percentile_disc(0.95) within group (order by e.first_token_us) filter (where e.task is null and e.outcome = 'completed') as "FirstTokenP95Us"
        from exchanges e
        where {{Counted}} and {{Model}} > {4}
        group by {{Model}} order by {{Model}} limit {5}
        """;

    /// <summary>Users in an order. {4} how many at most.</summary>
    /// <param name="column">Column of the sums to order by, quoted.</param>
    /// <param name="ascending">Smallest first instead of largest first; unknown is last either way.</param>
    public static string UsersInOrder(string column, bool ascending)
    {
        var order = $"""{column} {(ascending ? "asc" : "desc")} nulls last, "Requests" desc, "User" """;
        return $$"""
            select u.*, seen.*
            from (select s.*, count(*) over () as "Users" from ({{UserSums}} group by e.user_id) s order by {{order}} limit {4}) u {{AsLastSeen}}
            order by {{order}}
            """;
    }
}
