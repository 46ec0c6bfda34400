using Observability.Domain.Conversations;
using Observability.Domain.Formats;
using Observability.Domain.Pricing;
using Observability.Domain.Redaction;

namespace Observability.Domain.Exchanges;

/// <summary>The narrow row of one exchange: who, which model, tokens, times, outcome, short previews. Lists read only this.</summary>
/// <remarks>Written once by the writer; changed only by a re-read. Null = unknown, never zero.</remarks>
public sealed class Exchange
{
    /// <summary>UUIDv7 of our making, or the producer's own UUID.</summary>
    public Guid Id { get; set; }

    /// <summary>Arrival of the request, UTC; the partition key.</summary>
    public DateTimeOffset StartedAt { get; set; }

    /// <summary>The project.</summary>
    public Guid ProjectId { get; set; }

    /// <summary>The key used.</summary>
    public Guid KeyId { get; set; }

    /// <summary>Name of the upstream; empty when refused before one was chosen.</summary>
    public string Upstream { get; set; } = "";

    /// <summary>Name of the format that read it, or <c>opaque</c>.</summary>
    public string Format { get; set; } = "";

    /// <summary>HTTP method.</summary>
    public string Method { get; set; } = "";

    /// <summary>Path and query as sent upstream, credentials replaced.</summary>
    public string Path { get; set; } = "";

    /// <summary>Kind of call: <c>chat</c>, <c>embeddings</c>, <c>models</c>, …; <c>other</c> when opaque.</summary>
    public string Endpoint { get; set; } = "";

    /// <summary>Model asked for.</summary>
    public string? ModelRequested { get; set; }

    /// <summary>Model that answered.</summary>
    public string? ModelServed { get; set; }

    /// <summary>HTTP status the client got; null when none.</summary>
    public short? Status { get; set; }

    /// <summary>How it ended.</summary>
    public ExchangeOutcome Outcome { get; set; }

    /// <summary>What became of the bodies.</summary>
    public CaptureVerdict Capture { get; set; }

    /// <summary>Why they were not kept; null when they were.</summary>
    public string? CaptureReason { get; set; }

    /// <summary>How its project redacted it before it was kept; null = it did not.</summary>
    public RedactionMode? Redaction { get; set; }

    /// <summary>JSON object of how much was covered up, by kind (<see cref="MaskedCounts"/>); null = nothing was.</summary>
    public string? Masked { get; set; }

    /// <summary>What the proxy did beyond copying bytes, by name.</summary>
    public string[] Alterations { get; set; } = [];

    /// <summary>What went wrong, in the provider's words or ours; null when nothing did.</summary>
    public string? Error { get; set; }

    /// <summary>The provider's code or type of its error; null when it gave none.</summary>
    public string? ErrorCode { get; set; }

    /// <summary>Whether the answer was streamed.</summary>
    public bool Stream { get; set; }

    /// <summary>Background task it served; null for an ordinary call.</summary>
    public string? Task { get; set; }

    /// <summary>How the task was told: <c>header</c>, <c>prefix</c>, <c>shape</c>. With a null task <c>header</c> = the producer said it is none; null = nothing told one.</summary>
    public string? TaskSource { get; set; }

    /// <summary>The end user's id.</summary>
    public string? User { get; set; }

    /// <summary>The end user's name.</summary>
    public string? UserName { get; set; }

    /// <summary>The end user's e-mail address.</summary>
    public string? UserEmail { get; set; }

    /// <summary>The end user's role where the producer knows roles, such as <c>admin</c>.</summary>
    public string? UserRole { get; set; }

    /// <summary>Names of the groups the end user is in.</summary>
    public string[] UserGroups { get; set; } = [];

    /// <summary>How we know the end user; null when nobody was named.</summary>
    public IdentitySource? UserSource { get; set; }

    /// <summary>Session or chat id.</summary>
    public string? Session { get; set; }

    /// <summary>The producer's id of the message that this answer becomes.</summary>
    public string? MessageId { get; set; }

    /// <summary>The producer's id of the user's message it answers.</summary>
    public string? UserMessageId { get; set; }

    /// <summary>The producer's id of the message that the user's message follows.</summary>
    public string? ParentMessageId { get; set; }

    /// <summary>See <see cref="ThreadHashes.History"/>.</summary>
    public long? HistoryHash { get; set; }

    /// <summary>See <see cref="ThreadHashes.Thread"/>.</summary>
    public long? ThreadHash { get; set; }

    /// <summary>See <see cref="ThreadHashes.Prompt"/>.</summary>
    public long? PromptHash { get; set; }

    /// <summary>How many documents were retrieved for the answer; null when it says nothing of any.</summary>
    public short? Sources { get; set; }

    /// <summary>The exchange that this one was made for, when a relay in between came through us too; null when there is none.</summary>
    public Guid? HopOf { get; set; }

    /// <summary>Whether exchanges that were made for this one came through us too: they are counted in sums, this one is not.</summary>
    public bool Relayed { get; set; }

    /// <summary>Free properties, a JSON object of strings.</summary>
    public string Properties { get; set; } = "{}";

    /// <summary>Prompt template id.</summary>
    public string? PromptId { get; set; }

    /// <summary>Why generation ended, as the provider spells it.</summary>
    public string? FinishReason { get; set; }

    /// <summary>The same in our own small set; null when it did not say.</summary>
    public FinishKind? Finish { get; set; }

    /// <summary>The tier the provider says it served the call in, as it spells it; null when it did not say.</summary>
    public string? ServiceTier { get; set; }

    /// <summary>All input tokens.</summary>
    public long? InputTokens { get; set; }

    /// <summary>All output tokens, reasoning included.</summary>
    public long? OutputTokens { get; set; }

    /// <summary>Input tokens read from the provider's cache.</summary>
    public long? CacheReadTokens { get; set; }

    /// <summary>Input tokens written to the provider's cache.</summary>
    public long? CacheWriteTokens { get; set; }

    /// <summary>Output tokens that were reasoning.</summary>
    public long? ReasoningTokens { get; set; }

    /// <summary>Input tokens that were audio.</summary>
    public long? AudioInputTokens { get; set; }

    /// <summary>Output tokens that were audio.</summary>
    public long? AudioOutputTokens { get; set; }

    /// <summary>What else was used that has a price, and whose columns would nearly always be empty: a JSON object as <see cref="UsageJson"/> writes it; null when nothing.</summary>
    public string? UsageExtras { get; set; }

    /// <summary>Who counted the tokens.</summary>
    public UsageSource UsageSource { get; set; }

    /// <summary>Whether and how it is priced.</summary>
    public PricingState Pricing { get; set; }

    /// <summary>Why it has no price, in words; null when it has one or costs nothing.</summary>
    public string? UnpricedReason { get; set; }

    /// <summary>Cost in US dollars, from usage the provider reported; null when it is not known. The lines of <see cref="CostBreakdown"/> add up to it.</summary>
    public decimal? CostUsd { get; set; }

    /// <summary>Cost in US dollars from tokens we estimated; null when the provider counted, or nothing is known. Never summed with <see cref="CostUsd"/>.</summary>
    public decimal? EstimatedCostUsd { get; set; }

    /// <summary>What the provider itself says it cost; null when it did not say.</summary>
    public decimal? StatedCostUsd { get; set; }

    /// <summary>Where it said so, such as <c>usage.cost</c>.</summary>
    public string? StatedCostSource { get; set; }

    /// <summary>How the cost came about: a JSON object as <see cref="CostJson"/> writes it; null when there is no price.</summary>
    public string? CostBreakdown { get; set; }

    /// <summary>Whole latency the client saw, microseconds.</summary>
    public long DurationUs { get; set; }

    /// <summary>Until the upstream connection stood, microseconds; null when a pooled one served.</summary>
    public long? ConnectUs { get; set; }

    /// <summary>Until the head of the answer, microseconds.</summary>
    public long? FirstByteUs { get; set; }

    /// <summary>Until the first generated content, microseconds; null when the answer was not a stream.</summary>
    public long? FirstTokenUs { get; set; }

    /// <summary>Until the first content a person sees, microseconds; null when none came or the answer was not a stream.</summary>
    public long? FirstVisibleUs { get; set; }

    /// <summary>Median time between two events with content, microseconds; null with fewer than two of them. The others are its 95th and 99th percentile.</summary>
    public long? GapP50Us { get; set; }

    /// <inheritdoc cref="GapP50Us"/>
    public long? GapP95Us { get; set; }

    /// <inheritdoc cref="GapP50Us"/>
    public long? GapP99Us { get; set; }

    /// <summary>The longest of these times, microseconds: the worst stall a reader saw.</summary>
    public long? LongestGapUs { get; set; }

    /// <summary>What the engine says it took to load the model, microseconds; null when it did not say.</summary>
    public long? LoadUs { get; set; }

    /// <summary>What it says the call waited for its turn, microseconds.</summary>
    public long? QueueUs { get; set; }

    /// <summary>What it says evaluating the prompt took, microseconds.</summary>
    public long? PrefillUs { get; set; }

    /// <summary>What it says generating took, microseconds.</summary>
    public long? DecodeUs { get; set; }

    /// <summary>Output tokens per second of generation; null when it cannot be told.</summary>
    public double? OutputTokensPerSecond { get; set; }

    /// <summary>Time spent in our own code, microseconds.</summary>
    public long OverheadUs { get; set; }

    /// <summary>Length of the whole request body on the wire.</summary>
    public long RequestBytes { get; set; }

    /// <summary>Length of the whole response body on the wire.</summary>
    public long ResponseBytes { get; set; }

    /// <summary>Start of the last user message, one line, at most 200 characters.</summary>
    public string? RequestPreview { get; set; }

    /// <summary>Start of the answer, one line, at most 200 characters.</summary>
    public string? ResponsePreview { get; set; }

    /// <summary>Names of the tools the model called and the client has to run, in order.</summary>
    public string[] ToolCalls { get; set; } = [];

    /// <summary>Cache decision; null when no cache was asked.</summary>
    public string? CacheStatus { get; set; }

    /// <summary>Calls upstream beyond the first.</summary>
    public short Retries { get; set; }

    /// <summary>The exchange this one replays.</summary>
    public Guid? ReplayOf { get; set; }

    /// <summary>The producer's program: the start of its User-Agent.</summary>
    public string? Client { get; set; }

    /// <summary>The provider's own id of the request.</summary>
    public string? ProviderRequestId { get; set; }

    /// <summary>Messages in the request; null when nothing was understood.</summary>
    public int? Messages { get; set; }

    /// <summary>Tools the request offered; null when nothing was understood.</summary>
    public short? ToolsOffered { get; set; }

    /// <summary>Images in the request and the answer; null when nothing was understood.</summary>
    public short? Images { get; set; }

    /// <summary>Thumb up or down; null when nobody rated it. Said afterwards, like <see cref="Tags"/> and <see cref="Scores"/>: no reading changes it.</summary>
    public bool? Rating { get; set; }

    /// <summary>Tags given to it, each once.</summary>
    public string[] Tags { get; set; } = [];

    /// <summary>Scores by name, as a JSON object of numbers and booleans.</summary>
    public string Scores { get; set; } = "{}";

    /// <summary>How many comments there are on it (<see cref="ExchangeNote"/>).</summary>
    public int Comments { get; set; }

    /// <summary>The same for somebody who may not see what was asked and answered.</summary>
    public Exchange WithoutTexts()
    {
        var copy = (Exchange)MemberwiseClone();
        (copy.RequestPreview, copy.ResponsePreview) = (null, null);
        return copy;
    }
}
