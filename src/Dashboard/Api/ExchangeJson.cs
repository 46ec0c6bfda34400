using System.Globalization;
using System.Text.Json;
using Observability.Dashboard.Exchanges;
using Observability.Domain;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Api;

/// <summary>A page of exchanges.</summary>
internal sealed record ExchangeListJson(IReadOnlyList<ExchangeJson> Data, string? NextCursor, DateTimeOffset? SearchedBackTo);

/// <summary>One exchange as lists tell it.</summary>
internal sealed class ExchangeJson(Exchange row, string project) : ExchangeFieldsJson(row, project);

/// <summary>What the API says of every exchange. The names are a promise: add freely, rename nothing. Unknown is null, never 0.</summary>
/// <param name="row">The row.</param>
/// <param name="project">Slug of its project.</param>
internal abstract class ExchangeFieldsJson(Exchange row, string project)
{
    public Guid Id { get; } = row.Id;

    public DateTime StartedAt { get; } = row.StartedAt.UtcDateTime;

    public string Project { get; } = project;

    public Guid KeyId { get; } = row.KeyId;

    public string Upstream { get; } = row.Upstream;

    public string Format { get; } = row.Format;

    public string Method { get; } = row.Method;

    public string Path { get; } = row.Path;

    public string Endpoint { get; } = row.Endpoint;

    public string? ModelRequested { get; } = row.ModelRequested;

    public string? ModelServed { get; } = row.ModelServed;

    public int? Status { get; } = row.Status;

    public string Outcome { get; } = EnumNames.NameOf(row.Outcome);

    public string Capture { get; } = EnumNames.NameOf(row.Capture);

    public string? CaptureReason { get; } = row.CaptureReason;

    /// <summary>How the project redacted it before it was stored: masked, metadata, hash; null = it did not.</summary>
    public string? Redaction { get; } = row.Redaction is { } redaction ? EnumNames.NameOf(redaction) : null;

    /// <summary>How much was covered up, by kind; null = nothing was.</summary>
    public JsonElement? Masked { get; } = row.Masked is { } masked ? JsonSerializer.Deserialize<JsonElement>(masked) : null;

    public string? Error { get; } = row.Error;

    /// <summary>The provider's code or type of its error.</summary>
    public string? ErrorCode { get; } = row.ErrorCode;

    public bool Stream { get; } = row.Stream;

    public string? Task { get; } = row.Task;

    public string? TaskSource { get; } = row.TaskSource;

    public string? User { get; } = row.User;

    public string? UserName { get; } = row.UserName;

    public string? UserEmail { get; } = row.UserEmail;

    public string? UserRole { get; } = row.UserRole;

    public IReadOnlyList<string> UserGroups { get; } = row.UserGroups;

    /// <summary>How we know the user: header, jwt, jwt_unverified, jwt_rejected, body.</summary>
    public string? UserSource { get; } = row.UserSource is { } source ? EnumNames.NameOf(source) : null;

    public string? Session { get; } = row.Session;

    public string? MessageId { get; } = row.MessageId;

    public string? UserMessageId { get; } = row.UserMessageId;

    public string? ParentMessageId { get; } = row.ParentMessageId;

    /// <summary>How many documents were retrieved for the answer.</summary>
    public int? Sources { get; } = row.Sources;

    /// <summary>The exchange this one was made for, when a relay in between came through us too.</summary>
    public Guid? HopOf { get; } = row.HopOf;

    /// <summary>What the proxy did beyond copying bytes.</summary>
    public IReadOnlyList<string> Alterations { get; } = row.Alterations;

    public IReadOnlyDictionary<string, JsonElement> Properties { get; } = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(row.Properties)!;

    public string? PromptId { get; } = row.PromptId;

    public string? FinishReason { get; } = row.FinishReason;

    /// <summary>The same in one set for all providers: stop, length, tool_calls, content_filter, refusal, cancelled, error, paused, other.</summary>
    public string? Finish { get; } = row.Finish is { } finish ? EnumNames.NameOf(finish) : null;

    /// <summary>The tier the provider says it served the call in, as it spells it.</summary>
    public string? ServiceTier { get; } = row.ServiceTier;

    public long? InputTokens { get; } = row.InputTokens;

    public long? OutputTokens { get; } = row.OutputTokens;

    public long? CacheReadTokens { get; } = row.CacheReadTokens;

    public long? CacheWriteTokens { get; } = row.CacheWriteTokens;

    public long? ReasoningTokens { get; } = row.ReasoningTokens;

    public long? AudioInputTokens { get; } = row.AudioInputTokens;

    public long? AudioOutputTokens { get; } = row.AudioOutputTokens;

    public string UsageSource { get; } = EnumNames.NameOf(row.UsageSource);

    /// <summary>unpriced, priced, estimated or not_billed.</summary>
    public string Pricing { get; } = EnumNames.NameOf(row.Pricing);

    /// <summary>Why it has no price, in words; null when it has one or costs nothing.</summary>
    public string? UnpricedReason { get; } = CostWords.Reason(row);

    /// <summary>US dollars, a decimal in a string: a JSON number would be read as a binary fraction.</summary>
    public string? CostUsd { get; } = Dollars(row.CostUsd);

    /// <summary>The same from tokens we estimated, where the provider counted none; never together with cost_usd.</summary>
    public string? EstimatedCostUsd { get; } = Dollars(row.EstimatedCostUsd);

    /// <summary>What the provider itself says it cost.</summary>
    public string? StatedCostUsd { get; } = Dollars(row.StatedCostUsd);

    /// <summary>Where it said so, such as usage.cost.</summary>
    public string? StatedCostSource { get; } = row.StatedCostSource;

    /// <summary>Milliseconds, the microseconds behind the point.</summary>
    public decimal LatencyMs { get; } = Milliseconds(row.DurationUs);

    public decimal? TtftMs { get; } = Milliseconds(row.FirstTokenUs);

    /// <summary>Until the first content a person sees: text, not reasoning or a tool call.</summary>
    public decimal? FirstVisibleMs { get; } = Milliseconds(row.FirstVisibleUs);

    /// <summary>Median time between two events with content.</summary>
    public decimal? GapP50Ms { get; } = Milliseconds(row.GapP50Us);

    public decimal? GapP95Ms { get; } = Milliseconds(row.GapP95Us);

    public decimal? GapP99Ms { get; } = Milliseconds(row.GapP99Us);

    public decimal? LongestGapMs { get; } = Milliseconds(row.LongestGapUs);

    /// <summary>What the engine says it took to load the model; queue, prefill and decode likewise.</summary>
    public decimal? LoadMs { get; } = Milliseconds(row.LoadUs);

    public decimal? QueueMs { get; } = Milliseconds(row.QueueUs);

    public decimal? PrefillMs { get; } = Milliseconds(row.PrefillUs);

    public decimal? DecodeMs { get; } = Milliseconds(row.DecodeUs);

    public double? OutputTokensPerSecond { get; } = row.OutputTokensPerSecond;

    public decimal OverheadMs { get; } = Milliseconds(row.OverheadUs);

    public long RequestBytes { get; } = row.RequestBytes;

    public long ResponseBytes { get; } = row.ResponseBytes;

    public string? RequestPreview { get; } = row.RequestPreview;

    public string? ResponsePreview { get; } = row.ResponsePreview;

    public IReadOnlyList<string> ToolCalls { get; } = row.ToolCalls;

    public string? CacheStatus { get; } = row.CacheStatus;

    public int Retries { get; } = row.Retries;

    public Guid? ReplayOf { get; } = row.ReplayOf;

    public string? Client { get; } = row.Client;

    public string? ProviderRequestId { get; } = row.ProviderRequestId;

    /// <summary>Messages in the request; null where nothing was understood, as with the two that follow.</summary>
    public int? Messages { get; } = row.Messages;

    /// <summary>Tools the request offered.</summary>
    public int? ToolsOffered { get; } = row.ToolsOffered;

    /// <summary>Images in the request and the answer.</summary>
    public int? Images { get; } = row.Images;

    /// <summary>Thumb up (true) or down; null when nobody rated it.</summary>
    public bool? Rating { get; } = row.Rating;

    public IReadOnlyList<string> Tags { get; } = row.Tags;

    /// <summary>Numbers and booleans by name.</summary>
    public IReadOnlyDictionary<string, JsonElement> Scores { get; } = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(row.Scores)!;

    /// <summary>How many comments there are on it; they are at /notes.</summary>
    public int Comments { get; } = row.Comments;

    private static string? Dollars(decimal? usd) => usd?.ToString("0.############################", CultureInfo.InvariantCulture);

    /// <summary>Milliseconds with the microseconds behind the point.</summary>
    protected static decimal Milliseconds(long microseconds) => microseconds / 1000m;

    /// <inheritdoc cref="Milliseconds(long)"/>
    protected static decimal? Milliseconds(long? microseconds) => microseconds / 1000m;
}
