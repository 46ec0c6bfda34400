using Npgsql;
using NpgsqlTypes;
using Observability.Domain;
using Observability.Domain.Exchanges;

namespace Observability.Ingest.Spool;

/// <summary>The three tables as binary COPY writes them: names and values in one order.</summary>
internal static class ExchangeCopy
{
    /// <summary>Columns of exchanges, in the order of <see cref="Write(NpgsqlBinaryImporter, Exchange)"/>.</summary>
    public const string RowColumns =
        """
        id, started_at, project_id, key_id, upstream, format, method, path, endpoint, model_requested, model_served, status, outcome,
        capture, capture_reason, error, error_code, stream, task, task_source, user_id, user_name, session, properties, prompt_id, finish_reason, finish, service_tier,
        input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens,
        usage_extras, usage_source, pricing, unpriced_reason, cost_usd, estimated_cost_usd, stated_cost_usd, stated_cost_source, cost_breakdown,
        duration_us, connect_us, first_byte_us, first_token_us, first_visible_us, gap_p50_us, gap_p95_us, gap_p99_us, longest_gap_us,
        load_us, queue_us, prefill_us, decode_us, output_tokens_per_second, overhead_us,
        request_bytes, response_bytes, request_preview, response_preview, tool_calls, cache_status, retries, replay_of, client,
        provider_request_id, user_email, user_role, user_groups, user_source, message_id, user_message_id, parent_message_id,
        history_hash, thread_hash, prompt_hash, sources, alterations, hop_of, messages, tools_offered, images, redaction, masked
        """;

    /// <summary>Columns of exchange_bodies, in the order of <see cref="Write(NpgsqlBinaryImporter, ExchangeBodies)"/>.</summary>
    public const string BodyColumns =
        """
        id, started_at, project_id, request_headers, request_body, request_sha256, response_headers, response_body, response_sha256, chunks
        """;

    /// <summary>Columns of exchange_texts, in the order of <see cref="Write(NpgsqlBinaryImporter, ExchangeTexts)"/>.</summary>
    public const string TextColumns = "id, started_at, project_id, input, output, input_capitals, output_capitals";

    /// <summary>Writes one row of exchanges.</summary>
    public static void Write(NpgsqlBinaryImporter copy, Exchange row)
    {
        copy.StartRow();
        copy.Write(row.Id, NpgsqlDbType.Uuid);
        copy.Write(row.StartedAt.UtcDateTime, NpgsqlDbType.TimestampTz);
        copy.Write(row.ProjectId, NpgsqlDbType.Uuid);
        copy.Write(row.KeyId, NpgsqlDbType.Uuid);
        Text(copy, row.Upstream, row.Format, row.Method, row.Path, row.Endpoint, row.ModelRequested, row.ModelServed);
        Optional(copy, row.Status, NpgsqlDbType.Smallint);
        Text(copy, EnumNames.NameOf(row.Outcome), EnumNames.NameOf(row.Capture), row.CaptureReason, row.Error, row.ErrorCode);
        copy.Write(row.Stream, NpgsqlDbType.Boolean);
        Text(copy, row.Task, row.TaskSource, row.User, row.UserName, row.Session);
        copy.Write(row.Properties, NpgsqlDbType.Jsonb);
        Text(copy, row.PromptId, row.FinishReason, row.Finish is { } finish ? EnumNames.NameOf(finish) : null, row.ServiceTier);
        Numbers(copy, row.InputTokens, row.OutputTokens, row.CacheReadTokens, row.CacheWriteTokens);
        Numbers(copy, row.ReasoningTokens, row.AudioInputTokens, row.AudioOutputTokens);
        Json(copy, row.UsageExtras);
        Text(copy, EnumNames.NameOf(row.UsageSource));
        WriteCost(copy, row);
        Numbers(copy, row.DurationUs, row.ConnectUs, row.FirstByteUs, row.FirstTokenUs, row.FirstVisibleUs);
        Numbers(copy, row.GapP50Us, row.GapP95Us, row.GapP99Us, row.LongestGapUs);
        Numbers(copy, row.LoadUs, row.QueueUs, row.PrefillUs, row.DecodeUs);
        Optional(copy, row.OutputTokensPerSecond, NpgsqlDbType.Double);
        Numbers(copy, row.OverheadUs, row.RequestBytes, row.ResponseBytes);
        Text(copy, row.RequestPreview, row.ResponsePreview);
        copy.Write(row.ToolCalls, NpgsqlDbType.Array | NpgsqlDbType.Text);
        Text(copy, row.CacheStatus);
        copy.Write(row.Retries, NpgsqlDbType.Smallint);
        Optional(copy, row.ReplayOf, NpgsqlDbType.Uuid);
        Text(copy, row.Client, row.ProviderRequestId, row.UserEmail, row.UserRole);
        copy.Write(row.UserGroups, NpgsqlDbType.Array | NpgsqlDbType.Text);
        Text(copy, row.UserSource is { } source ? EnumNames.NameOf(source) : null, row.MessageId, row.UserMessageId, row.ParentMessageId);
        Numbers(copy, row.HistoryHash, row.ThreadHash, row.PromptHash);
        Optional(copy, row.Sources, NpgsqlDbType.Smallint);
        copy.Write(row.Alterations, NpgsqlDbType.Array | NpgsqlDbType.Text);
        Optional(copy, row.HopOf, NpgsqlDbType.Uuid);
        Optional(copy, row.Messages, NpgsqlDbType.Integer);
        Optional(copy, row.ToolsOffered, NpgsqlDbType.Smallint);
        Optional(copy, row.Images, NpgsqlDbType.Smallint);
        Text(copy, row.Redaction is { } redaction ? EnumNames.NameOf(redaction) : null);
        Json(copy, row.Masked);
    }

    /// <summary>Writes one row of exchange_bodies.</summary>
    public static void Write(NpgsqlBinaryImporter copy, ExchangeBodies bodies)
    {
        copy.StartRow();
        copy.Write(bodies.Id, NpgsqlDbType.Uuid);
        copy.Write(bodies.StartedAt.UtcDateTime, NpgsqlDbType.TimestampTz);
        copy.Write(bodies.ProjectId, NpgsqlDbType.Uuid);
        copy.Write(bodies.RequestHeaders, NpgsqlDbType.Bytea);
        copy.Write(bodies.RequestBody, NpgsqlDbType.Bytea);
        copy.Write(bodies.RequestSha256, NpgsqlDbType.Bytea);
        copy.Write(bodies.ResponseHeaders, NpgsqlDbType.Bytea);
        copy.Write(bodies.ResponseBody, NpgsqlDbType.Bytea);
        copy.Write(bodies.ResponseSha256, NpgsqlDbType.Bytea);
        copy.Write(bodies.Chunks, NpgsqlDbType.Bytea);
    }

    /// <summary>Writes one row of exchange_texts.</summary>
    public static void Write(NpgsqlBinaryImporter copy, ExchangeTexts texts)
    {
        copy.StartRow();
        copy.Write(texts.Id, NpgsqlDbType.Uuid);
        copy.Write(texts.StartedAt.UtcDateTime, NpgsqlDbType.TimestampTz);
        copy.Write(texts.ProjectId, NpgsqlDbType.Uuid);
        Text(copy, texts.Input, texts.Output);
        copy.Write(texts.InputCapitals, NpgsqlDbType.Bytea);
        copy.Write(texts.OutputCapitals, NpgsqlDbType.Bytea);
    }

    private static void WriteCost(NpgsqlBinaryImporter copy, Exchange row)
    {
        Text(copy, EnumNames.NameOf(row.Pricing), row.UnpricedReason);
        Optional(copy, row.CostUsd, NpgsqlDbType.Numeric);
        Optional(copy, row.EstimatedCostUsd, NpgsqlDbType.Numeric);
        Optional(copy, row.StatedCostUsd, NpgsqlDbType.Numeric);
        Text(copy, row.StatedCostSource);
        Json(copy, row.CostBreakdown);
    }

    private static void Json(NpgsqlBinaryImporter copy, string? json)
    {
        if (json is null)
        {
            copy.WriteNull();
        }
        else
        {
            copy.Write(json, NpgsqlDbType.Jsonb);
        }
    }

    private static void Text(NpgsqlBinaryImporter copy, params ReadOnlySpan<string?> values)
    {
        foreach (var value in values)
        {
            if (value is null)
            {
                copy.WriteNull();
            }
            else
            {
                copy.Write(value, NpgsqlDbType.Text);
            }
        }
    }

    private static void Numbers(NpgsqlBinaryImporter copy, params ReadOnlySpan<long?> values)
    {
        foreach (var value in values)
        {
            Optional(copy, value, NpgsqlDbType.Bigint);
        }
    }

    private static void Optional<T>(NpgsqlBinaryImporter copy, T? value, NpgsqlDbType type) where T : struct
    {
        if (value is { } known)
        {
            copy.Write(known, type);
        }
        else
        {
            copy.WriteNull();
        }
    }
}
