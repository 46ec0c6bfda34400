using Observability.Domain.Exchanges;

namespace Observability.Domain.Rollups;

/// <summary>
/// The sums, each with its column and with what it is of a single exchange, in the order of <see cref="Tally"/>. Said once: sums made of rows and
/// sums made of sums cannot differ in what they mean.
/// </summary>
internal static class TallyColumns
{
    /// <summary>Outcomes that are somebody's failure; a client that stopped the answer is none, nor is a process that ended.</summary>
    public static readonly string[] FailedOutcomes =
    [
        .. new[]
        {
            ExchangeOutcome.UpstreamRefused, ExchangeOutcome.UpstreamUnreachable, ExchangeOutcome.UpstreamTimedOut, ExchangeOutcome.UpstreamBroke,
            ExchangeOutcome.StreamError, ExchangeOutcome.Rejected,
        }.Select(EnumNames.NameOf),
    ];

    /// <summary><see cref="FailedOutcomes"/> as SQL has them in a list.</summary>
    public static readonly string Failures = string.Join(", ", FailedOutcomes.Select(o => $"'{o}'"));

    /// <summary>
    /// Which exchanges count, over <c>exchanges e</c>: not what asks no model for anything (lists and counts, and what manages models, files and
    /// stored answers), and of a call that a relay sent through us again only where it reached the provider.
    /// </summary>
    public const string Counted =
        """
        e.endpoint not in (
            'models', 'count', 'show', 'load', 'unload', 'pull', 'push', 'create', 'copy', 'delete', 'blob', 'files', 'knowledge', 'records')
            and not e.relayed
        """;

    /// <summary>What <see cref="Counted"/> leaves out, lists of models aside, letter by letter as the index <c>exchanges_uncounted</c> has it.</summary>
    public const string Uncounted =
        """
        (e.relayed or e.endpoint in (
            'count', 'show', 'load', 'unload', 'pull', 'push', 'create', 'copy', 'delete', 'blob', 'files', 'knowledge', 'records'))
        """;

    /// <summary>The condition of some exchanges over <c>exchanges e</c>.</summary>
    public static string ConditionOf(SummedRows rows) => rows switch
    {
        SummedRows.Counted => Counted,
        SummedRows.Uncounted => Uncounted + " and e.endpoint <> 'models'",
        SummedRows.UncountedAndModelLists => $"({Uncounted} or e.endpoint = 'models')",
        SummedRows.All => "true",
    };

    /// <summary>Whole numbers that are always known: columns and what they are of one exchange.</summary>
    public static readonly (string Column, string OfRow)[] Numbers =
    [
        ("exchanges", "1"),
        ("tasks", "(e.task is not null)::int"),
        ("errors", $"(e.outcome in ({Failures}))::int"),
        ("cache_hits", "(e.outcome = 'served_from_cache')::int"),
        ("priced", "(e.cost_usd is not null)::int"),
        ("unpriced", "(e.pricing = 'unpriced')::int"),
        ("estimated", "(e.usage_source = 'estimated')::int"),
        ("stalled", $"coalesce(e.longest_gap_us >= {Tally.StallUs}, false)::int"),
        ("loads", "(e.load_us is not null)::int"),
        ("prefills", "(e.prefill_us is not null)::int"),
        ("decodes", "(e.decode_us is not null)::int"),
        ("duration_us", "e.duration_us"),
        ("first_token_us", "coalesce(e.first_token_us, 0)"),
        ("output_rate", $"coalesce({RateOfRow}, 0)"),
        ("overhead_us", "e.overhead_us"),
        ("longest_gap_us", "coalesce(e.longest_gap_us, 0)"),
        ("load_us", "coalesce(e.load_us, 0)"),
        ("prefill_us", "coalesce(e.prefill_us, 0)"),
        ("decode_us", "coalesce(e.decode_us, 0)"),
    ];

    /// <summary>Tokens by kind: null when unknown for all.</summary>
    public static readonly string[] Tokens =
    [
        "input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens", "reasoning_tokens", "audio_input_tokens", "audio_output_tokens",
    ];

    /// <summary>Money: null when unknown for all.</summary>
    public static readonly (string Column, string OfRow)[] Money =
    [
        ("cost_usd", Exactly + "(e.cost_usd, 18))"),
        ("task_cost_usd", "case when e.task is not null then " + Exactly + "(e.cost_usd, 18)) end"),
        ("estimated_cost_usd", Exactly + "(e.estimated_cost_usd, 18))"),
    ];

    /// <summary>Histograms: columns and the value of one exchange, null when it has none.</summary>
    public static readonly (string Column, string OfRow)[] Histograms =
    [
        ("duration_histogram", "e.duration_us"),
        ("first_token_histogram", "e.first_token_us"),
        ("output_rate_histogram", RateOfRow),
        ("overhead_histogram", "e.overhead_us"),
        ("longest_gap_histogram", "e.longest_gap_us"),
    ];

    // Thousandths of a token per second: whole numbers add up to the same sum in any order. Rates below zero or beyond a billion are not ones.
    // What is unknown stays unknown: least and greatest look away from null.
    private const string RateOfRow =
        "case when e.output_tokens_per_second is not null then round(greatest(least(e.output_tokens_per_second, 1e9), 0) * 1000)::bigint end";

    // Costs have at most 18 decimals. One that somebody wrote by hand may have more, and a decimal could not hold the sum.
    private const string Exactly = "trim_scale(round";

    /// <summary>Every column of a table of sums but project, cut, bucket and dimensions, in the order values are written in.</summary>
    public static readonly string All = string.Join(
        ", ", [.. Numbers.Select(n => n.Column), .. Tokens, .. Money.Select(m => m.Column), "first_at", "last_at", .. Histograms.Select(h => h.Column)]);
}
