using System.Text.Encodings.Web;
using System.Text.Json;
using Observability.Domain.Conversations;
using Observability.Domain.Formats;
using Observability.Domain.Pricing;

namespace Observability.Domain.Exchanges;

/// <summary>Writes the narrow row of an exchange: every text fit for PostgreSQL, every unknown null.</summary>
internal static class ExchangeRow
{
    private const int MaxToolCalls = 100;
    private const int MaxClient = 80;
    private const int MaxShares = 100;
    private const int MaxGroups = 100;

    // Escapes nothing but what JSON must have escaped: people search and read this column.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Where providers put their own id of a request, best first.</summary>
    private static readonly string[] RequestIdHeaders =
        ["x-request-id", "request-id", "x-generation-id", "x-oneapi-request-id", "apim-request-id", "x-amzn-requestid"];

    /// <summary>The row of <paramref name="captured"/>.</summary>
    public static Exchange Of(CapturedExchange captured, UnderstoodExchange understood)
    {
        var reading = understood.Reading ?? Reading.Nothing;
        var row = new Exchange
        {
            Id = captured.Id,
            StartedAt = captured.StartedAt,
            ProjectId = captured.ProjectId,
            KeyId = captured.KeyId,
            Upstream = StoredText.Required(captured.Upstream),
            Format = understood.Format?.Name ?? "opaque",
            ReplayOf = captured.ReplayOf,
            Method = StoredText.Required(captured.Method),
            Path = StoredText.Required(captured.Target, StoredText.MaxPath),
            Endpoint = understood.Format?.Endpoint ?? "other",
            ModelRequested = StoredText.Of(reading.ModelRequested),
            ModelServed = StoredText.Of(reading.ModelServed),
            Status = (short?)captured.Status,
            Stream = understood.Format is null ? IsStream(captured) : reading.Stream,
            FinishReason = StoredText.Of(reading.FinishReason),
            Finish = FinishReasons.KindOf(reading.FinishReason),
            ErrorCode = StoredText.Of(reading.ErrorCode),
            ServiceTier = StoredText.Of(reading.ServiceTier),
            Client = StoredText.Of(NotEmpty(captured.RequestHeaders["User-Agent"]), MaxClient),
            ProviderRequestId = StoredText.Of(RequestId(captured.ResponseHeaders) ?? reading.ProviderRequestId),
            ToolCalls = [.. ToolCallsOf(reading).Select(name => StoredText.Required(name)).Take(MaxToolCalls)],
        };
        SetVerdicts(row, captured, reading);
        SetThread(row, reading);
        SetLabels(row, captured, reading);
        SetTask(row, captured.Labels.Task, reading);
        SetTokens(row, reading, understood.Estimate?.Usage);
        SetTimes(row, captured, reading, understood.Chunks);
        SetSizes(row, understood);
        row.RequestPreview = Previews.Request(reading);
        row.ResponsePreview = Previews.Response(row.Outcome, row.Error, reading);
        return row;
    }

    private static void SetVerdicts(Exchange row, CapturedExchange captured, Reading reading)
    {
        (row.Outcome, var error) = Verdict.Of(captured, reading);
        row.Error = StoredText.Of(error, StoredText.MaxSentence);
        row.Alterations = AlterationNames.Of(captured.Alterations);
        row.Retries = (short)Math.Clamp(captured.Retries, 0, short.MaxValue);
        row.CaptureReason = StoredText.Of(captured.NotKeptReason);
        row.Redaction = captured.Redaction?.Mode;
        row.Masked = captured.Redaction?.Masked?.ToJson();
        row.Capture = captured.NotKeptReason is not null ? CaptureVerdict.NotKept
            : captured.Request.IsTruncated || captured.Response.IsTruncated ? CaptureVerdict.Truncated
            : CaptureVerdict.Kept;
        row.RequestBytes = captured.Request.TotalBytes;
        row.ResponseBytes = captured.Response.TotalBytes;
    }

    private static void SetThread(Exchange row, Reading reading)
    {
        var hashes = ThreadHashes.Of(reading);
        row.HistoryHash = hashes.History;
        row.ThreadHash = hashes.Thread;
        row.PromptHash = hashes.Prompt;
        var sources = reading.Sources.Count > 0 ? reading.Sources.Count : RetrievalTemplate.SourcesIn(reading.Input);
        row.Sources = sources == 0 ? null : Short(sources);
    }

    private static void SetSizes(Exchange row, UnderstoodExchange understood)
    {
        if (understood.Reading is { } reading)
        {
            row.Messages = reading.Input.Count;
            row.ToolsOffered = Short(reading.ToolsOffered.Count);
            row.Images = Short(reading.Input.Concat(reading.Output).SelectMany(m => m.Parts).Count(p => p is MediaPart { Kind: "image" }));
        }
    }

    private static void SetLabels(Exchange row, CapturedExchange captured, Reading reading)
    {
        var labels = captured.Labels;
        // A token that was forged must not be made up for by the body.
        row.User = StoredText.Of(labels.User ?? (labels.UserSource == IdentitySource.JwtRejected ? null : reading.User));
        row.UserName = StoredText.Of(labels.UserName);
        row.UserEmail = StoredText.Of(labels.UserEmail);
        row.UserRole = StoredText.Of(labels.UserRole);
        row.UserGroups = [.. labels.UserGroups.Take(MaxGroups).Select(g => StoredText.Required(g))];
        row.UserSource = labels.UserSource ?? (labels.User is null && row.User is not null ? IdentitySource.Body : null);
        row.MessageId = StoredText.Of(labels.MessageId);
        row.UserMessageId = StoredText.Of(labels.UserMessageId);
        row.ParentMessageId = StoredText.Of(labels.ParentMessageId);

        // The body of a replay names the original's conversation, which had no such turn.
        row.Session = StoredText.Of(labels.Session ?? (captured.ReplayOf is null ? reading.Session : null));
        row.PromptId = StoredText.Of(labels.PromptId);
        var properties = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in labels.Properties)
        {
            properties[StoredText.Required(name)] = StoredText.Required(value, StoredText.MaxSentence);
        }

        row.Properties = JsonSerializer.Serialize(properties, Plain);
    }

    private static void SetTask(Exchange row, string? said, Reading reading) => (row.Task, row.TaskSource) =
        said is { Length: > 0 } ? (StoredText.Of(said), "header")
        : said is not null ? (null, "header")
        : TaskOpenings.TaskOf(reading.Input) is { } opened ? (opened, "prefix")
        : TaskShape.TaskOf(row.Endpoint, reading) is { } shaped ? (shaped, "shape")
        : ((string?)null, null);

    private static void SetTokens(Exchange row, Reading reading, Usage? estimate)
    {
        // Numbers that were not spent by this call would be summed as if they were.
        var shares = reading.IsSpend ? SharesOf(reading) : [];
        var usage = reading.IsSpend && shares is not null ? reading.Usage : null;
        row.Pricing = reading.IsSpend ? PricingState.Unpriced : PricingState.NotBilled;
        row.UsageExtras = UsageJson.Write(usage, shares ?? []);
        row.StatedCostUsd = reading.StatedCost?.Usd;
        row.StatedCostSource = StoredText.Of(reading.StatedCost?.Source);
        row.UsageSource = usage is not null ? UsageSource.Provider : estimate is not null ? UsageSource.Estimated : UsageSource.None;
        usage ??= estimate;
        row.InputTokens = usage?.Input;
        row.OutputTokens = usage?.Output;
        row.CacheReadTokens = usage?.CacheRead;
        row.CacheWriteTokens = usage?.CacheWrite;
        row.ReasoningTokens = usage?.Reasoning;
        row.AudioInputTokens = usage?.AudioInput;
        row.AudioOutputTokens = usage?.AudioOutput;
    }

    // Null when they name more models than ever answered together: then the usage is not believed either, for it is their sum.
    private static IReadOnlyList<ModelUsage>? SharesOf(Reading reading) => reading.Shares.Count > MaxShares
        ? null
        : [.. reading.Shares.Select(s => s with { Model = StoredText.Required(s.Model) })];

    private static void SetTimes(Exchange row, CapturedExchange captured, Reading reading, ChunkTimeline chunks)
    {
        var timings = captured.Timings;
        row.DurationUs = Micros(timings.LastByte);
        row.OverheadUs = Micros(timings.Overhead);
        row.ConnectUs = timings.Connect is { } connect ? Micros(connect) : null;
        row.FirstByteUs = timings.FirstByte is { } head ? Micros(head) : null;
        var pace = StreamPace.Of(reading, chunks);
        row.FirstTokenUs = Micros(pace.FirstToken);
        row.FirstVisibleUs = Micros(pace.FirstVisible);
        row.GapP50Us = Micros(pace.Gaps?.P50);
        row.GapP95Us = Micros(pace.Gaps?.P95);
        row.GapP99Us = Micros(pace.Gaps?.P99);
        row.LongestGapUs = Micros(pace.Gaps?.Longest);
        row.LoadUs = Micros(reading.ProviderTimings?.Load);
        row.QueueUs = Micros(reading.ProviderTimings?.Queue);
        row.PrefillUs = Micros(reading.ProviderTimings?.Prefill);
        row.DecodeUs = Micros(reading.ProviderTimings?.Decode);
        row.OutputTokensPerSecond = Throughput.Of(reading, pace.FirstToken, pace.LastToken);
    }

    private static short Short(int count) => (short)Math.Min(count, short.MaxValue);

    private static long Micros(TimeSpan time) => (long)time.TotalMicroseconds;

    private static long? Micros(TimeSpan? time) => time is { } known ? Micros(known) : null;

    private static bool IsStream(CapturedExchange captured) =>
        captured.ResponseHeaders["Content-Type"] is { } type
        && (type.Contains("event-stream", StringComparison.OrdinalIgnoreCase) || type.Contains("ndjson", StringComparison.OrdinalIgnoreCase));

    private static string? RequestId(StoredHeaders headers) => RequestIdHeaders.Select(name => NotEmpty(headers[name])).FirstOrDefault(id => id is not null);

    private static IEnumerable<string> ToolCallsOf(Reading reading) => reading.Output.SelectMany(m => m.Parts).OfType<ToolCallPart>().Where(c => !c.ByProvider).Select(c => c.Name);

    private static string? NotEmpty(string? text) => text is { Length: > 0 } ? text : null;
}
