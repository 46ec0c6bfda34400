using System.Globalization;
using System.Text.Json;
using Observability.Domain;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Api;

/// <summary>A page of exchanges.</summary>
internal sealed record ExchangeListJson(IReadOnlyList<ExchangeJson> Data, string? NextCursor);

/// <summary>One exchange as the API tells it. The names are a promise: add freely, rename nothing. Unknown is null, never 0.</summary>
internal record ExchangeJson
{
    public required Guid Id { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required string Project { get; init; }

    public required Guid KeyId { get; init; }

    public required string Upstream { get; init; }

    public required string Format { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    public required string Endpoint { get; init; }

    public required string? ModelRequested { get; init; }

    public required string? ModelServed { get; init; }

    public required int? Status { get; init; }

    public required string Outcome { get; init; }

    public required string Capture { get; init; }

    public required string? CaptureReason { get; init; }

    public required string? Error { get; init; }

    public required bool Stream { get; init; }

    public required string? Task { get; init; }

    public required string? TaskSource { get; init; }

    public required string? User { get; init; }

    public required string? UserName { get; init; }

    public required string? Session { get; init; }

    public required IReadOnlyDictionary<string, JsonElement> Properties { get; init; }

    public required string? PromptId { get; init; }

    public required string? FinishReason { get; init; }

    public required long? InputTokens { get; init; }

    public required long? OutputTokens { get; init; }

    public required long? CacheReadTokens { get; init; }

    public required long? CacheWriteTokens { get; init; }

    public required long? ReasoningTokens { get; init; }

    public required long? AudioInputTokens { get; init; }

    public required long? AudioOutputTokens { get; init; }

    public required string UsageSource { get; init; }

    /// <summary>US dollars, a decimal in a string: a JSON number would be read as a binary fraction.</summary>
    public required string? CostUsd { get; init; }

    public required decimal LatencyMs { get; init; }

    public required decimal? TtftMs { get; init; }

    public required double? OutputTokensPerSecond { get; init; }

    public required decimal OverheadMs { get; init; }

    public required long RequestBytes { get; init; }

    public required long ResponseBytes { get; init; }

    public required string? RequestPreview { get; init; }

    public required string? ResponsePreview { get; init; }

    public required IReadOnlyList<string> ToolCalls { get; init; }

    public required string? CacheStatus { get; init; }

    public required int Retries { get; init; }

    public required Guid? ReplayOf { get; init; }

    public required string? Client { get; init; }

    public required string? ProviderRequestId { get; init; }

    public static ExchangeJson Of(Exchange row, string project) => new()
    {
        Id = row.Id,
        StartedAt = row.StartedAt.ToUniversalTime(),
        Project = project,
        KeyId = row.KeyId,
        Upstream = row.Upstream,
        Format = row.Format,
        Method = row.Method,
        Path = row.Path,
        Endpoint = row.Endpoint,
        ModelRequested = row.ModelRequested,
        ModelServed = row.ModelServed,
        Status = row.Status,
        Outcome = EnumNames.NameOf(row.Outcome),
        Capture = EnumNames.NameOf(row.Capture),
        CaptureReason = row.CaptureReason,
        Error = row.Error,
        Stream = row.Stream,
        Task = row.Task,
        TaskSource = row.TaskSource,
        User = row.User,
        UserName = row.UserName,
        Session = row.Session,
        Properties = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(row.Properties)!,
        PromptId = row.PromptId,
        FinishReason = row.FinishReason,
        InputTokens = row.InputTokens,
        OutputTokens = row.OutputTokens,
        CacheReadTokens = row.CacheReadTokens,
        CacheWriteTokens = row.CacheWriteTokens,
        ReasoningTokens = row.ReasoningTokens,
        AudioInputTokens = row.AudioInputTokens,
        AudioOutputTokens = row.AudioOutputTokens,
        UsageSource = EnumNames.NameOf(row.UsageSource),
        CostUsd = row.CostUsd?.ToString("0.############################", CultureInfo.InvariantCulture),
        LatencyMs = Milliseconds(row.DurationUs),
        TtftMs = row.FirstTokenUs is { } ttft ? Milliseconds(ttft) : null,
        OutputTokensPerSecond = row.OutputTokensPerSecond,
        OverheadMs = Milliseconds(row.OverheadUs),
        RequestBytes = row.RequestBytes,
        ResponseBytes = row.ResponseBytes,
        RequestPreview = row.RequestPreview,
        ResponsePreview = row.ResponsePreview,
        ToolCalls = row.ToolCalls,
        CacheStatus = row.CacheStatus,
        Retries = row.Retries,
        ReplayOf = row.ReplayOf,
        Client = row.Client,
        ProviderRequestId = row.ProviderRequestId,
    };

    /// <summary>Milliseconds with the microseconds behind the point.</summary>
    public static decimal Milliseconds(long microseconds) => microseconds / 1000m;
}
