using Npgsql;
using Observability.Domain.Rollups;

namespace Observability.Domain.Tests.Rollups;

/// <summary>Sums over exchanges said a second time, by hand: what the product answers is held against these.</summary>
/// <param name="Sums">In the order of <see cref="Columns"/>; null = unknown for all.</param>
/// <param name="First">Start of the first.</param>
/// <param name="Last">Start of the last.</param>
/// <param name="Values">Of each distribution, sorted.</param>
internal sealed record RawSums(decimal?[] Sums, DateTimeOffset First, DateTimeOffset Last, long[][] Values)
{
    /// <summary>What counts, over exchanges.</summary>
    public const string Counted =
        """
        relayed = false and endpoint <> all ('{models,count,show,load,unload,pull,push,create,copy,delete,blob,files,knowledge,records}'::text[])
        """;

    /// <summary>The sums, as columns of the tables of sums.</summary>
    public const string Columns =
        """
        exchanges, tasks, errors, cache_hits, priced, unpriced, estimated, stalled, loads, prefills, decodes, load_us, prefill_us, decode_us,
        input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens,
        cost_usd, task_cost_usd, estimated_cost_usd, duration_us, first_token_us, output_rate, overhead_us, longest_gap_us
        """;

    /// <summary>The same of exchanges.</summary>
    public const string Select =
        """
        count(*), count(task), count(*) filter (where outcome ~ '^upstream_' or outcome in ('stream_error', 'rejected')),
        count(*) filter (where outcome = 'served_from_cache'), count(cost_usd), count(*) filter (where pricing = 'unpriced'),
        count(*) filter (where usage_source = 'estimated'), count(*) filter (where longest_gap_us >= 2000000),
        count(load_us), count(prefill_us), count(decode_us), coalesce(sum(load_us), 0), coalesce(sum(prefill_us), 0), coalesce(sum(decode_us), 0),
        sum(input_tokens), sum(output_tokens), sum(cache_read_tokens), sum(cache_write_tokens), sum(reasoning_tokens), sum(audio_input_tokens),
        sum(audio_output_tokens), sum(cost_usd), sum(cost_usd) filter (where task is not null), sum(estimated_cost_usd),
        sum(duration_us), coalesce(sum(first_token_us), 0),
        coalesce(sum(floor(least(output_tokens_per_second, 1000000000.0) * 1000 + 0.5)::numeric) filter (where output_tokens_per_second is not null), 0),
        sum(overhead_us), coalesce(sum(longest_gap_us), 0)
        """;

    /// <summary>The values of the distributions.</summary>
    public const string Arrays =
        """
        array_agg(duration_us), array_agg(first_token_us) filter (where first_token_us is not null),
        array_agg(floor(least(output_tokens_per_second, 1000000000.0) * 1000 + 0.5)::bigint) filter (where output_tokens_per_second is not null),
        array_agg(overhead_us), array_agg(longest_gap_us) filter (where longest_gap_us is not null)
        """;

    private const int SumCount = 29;
    private const int Distributions = 5;

    private static readonly double[] Shares = [0.5, 0.9, 0.95, 0.99];

    /// <summary>What a dimension is of an exchange.</summary>
    public static string Expression(Dimension dimension) => dimension.Name switch
    {
        "model" => "case when model_requested is null then model_served else model_requested end",
        "upstream" => "upstream",
        "key" => "key_id::text",
        "user" => "user_id",
        "task" => "task",
        "outcome" => "outcome",
        "status" => "status::text",
        "session" => "session",
        _ => $"properties ->> '{dimension.PropertyName}'",
    };

    /// <summary>Reads <see cref="Select"/>, first and last start and <see cref="Arrays"/>.</summary>
    public static RawSums Read(NpgsqlDataReader reader, int at)
    {
        var sums = Enumerable.Range(at, SumCount).Select(i => reader.IsDBNull(i) ? (decimal?)null : reader.GetDecimal(i)).ToArray();
        at += SumCount;
        var values = Enumerable.Range(at + 2, Distributions).Select(i => reader.IsDBNull(i) ? [] : reader.GetFieldValue<long[]>(i).Order().ToArray()).ToArray();
        return new(sums, reader.GetFieldValue<DateTimeOffset>(at), reader.GetFieldValue<DateTimeOffset>(at + 1), values);
    }

    /// <summary>Both together.</summary>
    public RawSums Plus(RawSums other) => new(
        [.. Sums.Zip(other.Sums).Select(s => s.First is null && s.Second is null ? (decimal?)null : (s.First ?? 0) + (s.Second ?? 0))],
        First < other.First ? First : other.First,
        Last > other.Last ? Last : other.Last,
        [.. Values.Zip(other.Values).Select(v => v.First.Concat(v.Second).Order().ToArray())]);

    /// <summary>A measure.</summary>
    public decimal? Of(UsageMeasure measure) => measure switch
    {
        UsageMeasure.Exchanges => Sums[0],
        UsageMeasure.Requests => Sums[0] - Sums[1],
        UsageMeasure.Tasks => Sums[1],
        UsageMeasure.Errors => Sums[2],
        UsageMeasure.Cost => Sums[21],
        UsageMeasure.EstimatedCost => Sums[23],
        UsageMeasure.Unpriced => Sums[5],
        UsageMeasure.Tokens => Sums[14] is null && Sums[15] is null ? null : (Sums[14] ?? 0) + (Sums[15] ?? 0),
        UsageMeasure.InputTokens => Sums[14],
        UsageMeasure.OutputTokens => Sums[15],
        UsageMeasure.CacheReadTokens => Sums[16],
        UsageMeasure.CacheWriteTokens => Sums[17],
        _ => Sums[18],
    };

    /// <summary>What of a tally is something else; null when nothing is.</summary>
    public string? Difference(Tally tally, IReadOnlyList<Distribution> asked)
    {
        decimal?[] told =
        [
            tally.Exchanges, tally.Tasks, tally.Errors, tally.CacheHits, tally.Priced, tally.Unpriced, tally.Estimated, tally.Stalled,
            tally.InputTokens, tally.OutputTokens, tally.CacheReadTokens, tally.CacheWriteTokens, tally.ReasoningTokens, tally.AudioInputTokens, tally.AudioOutputTokens,
            tally.CostUsd, tally.TaskCostUsd, tally.EstimatedCostUsd,
        ];
        decimal?[] exact = [.. Sums[..8], .. Sums[14..24]];
        double?[] means = [tally.MeanLoadUs, tally.MeanPrefillUs, tally.MeanDecodeUs, .. asked.Select(tally.Mean)];
        double?[] exactMeans = [.. Enumerable.Range(0, 3).Select(i => Mean(Sums[11 + i], Sums[8 + i])), .. asked.Select(d => Mean(Sums[24 + (int)d], Values[(int)d].Length))];
        return Unequal("sums", exact, told) ?? Unequal("means", exactMeans, means) ?? Unequal("starts", [First, Last], [tally.FirstAt, tally.LastAt])
            ?? asked.Select(d => Far(d, tally)).FirstOrDefault(f => f is not null);
    }

    private string? Far(Distribution of, Tally tally)
    {
        var values = Values[(int)of];
        if ((tally.ValuesOf(of)?.Count ?? 0) != values.Length)
        {
            return $"{of}: {values.Length} values, not {tally.ValuesOf(of)?.Count}";
        }

        return values.Length == 0 ? null : Shares.Select(s =>
        {
            var (exact, told) = ((double)values[(int)Math.Ceiling(s * values.Length) - 1], tally.Percentile(of, s)!.Value);
            return Math.Abs(told - exact) <= exact * 0.01 ? null : $"{of} at {s}: {exact}, not {told}";
        }).FirstOrDefault(f => f is not null);
    }

    private static double? Mean(decimal? sum, decimal? count) => count is null or 0 ? null : (double)(sum ?? 0) / (double)count;

    private static string? Unequal<T>(string what, T?[] exact, T?[] told) =>
        exact.SequenceEqual(told) ? null : $"{what}: {string.Join(' ', exact.Select(v => v?.ToString() ?? "-"))}, not {string.Join(' ', told.Select(v => v?.ToString() ?? "-"))}";
}
