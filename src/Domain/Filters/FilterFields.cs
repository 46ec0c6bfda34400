using System.Globalization;
using Observability.Domain.Exchanges;
using Observability.Domain.Formats;
using Observability.Domain.Pricing;
using Observability.Domain.Rollups;

namespace Observability.Domain.Filters;

/// <summary>The table of fields: each is declared here once, and nowhere else.</summary>
public static class FilterFields
{
    /// <summary>What was said in either direction; what bare words ask. The columns are where texts are not kept: see <see cref="FilterTexts"/>.</summary>
    public static FilterField Text { get; } = new("text", FilterKind.Text, "Words in what was asked or answered; the same as words without a field.", InputColumn, OutputColumn) { CanBeAbsent = false };

    /// <summary>What was asked.</summary>
    public static FilterField Input { get; } = new("input", FilterKind.Text, "Words in what was asked: the new messages of the request, tool results too.", InputColumn) { Aliases = ["request"] };

    /// <summary>What was answered.</summary>
    public static FilterField Output { get; } = new("output", FilterKind.Text, "Words in the answer, the tools it called and its error included.", OutputColumn) { Aliases = ["response", "answer"] };

    /// <summary>The model as sums mean it.</summary>
    public static FilterField Model { get; } = new("model", FilterKind.Name, "The model asked for; where none was named, the one that answered.", Words("coalesce(e.model_requested, e.model_served)", e => e.ModelRequested ?? e.ModelServed)) { IsRollupDimension = true };

    /// <summary>The upstream.</summary>
    public static FilterField Upstream { get; } = new("upstream", FilterKind.Name, "The upstream it went to.", Words("e.upstream", e => e.Upstream)) { Aliases = ["provider", "host"], IsRollupDimension = true };

    /// <summary>Our key.</summary>
    public static FilterField Key { get; } = new("key", FilterKind.Key, "The key used, by its name or id.", Uuid("e.key_id", e => e.KeyId)) { Aliases = ["api_key"], IsRollupDimension = true };

    /// <summary>The end user, however named.</summary>
    public static FilterField User { get; } = new("user", FilterKind.User, "The end user, by id, name or e-mail address.", Words("e.user_id", e => e.User)) { IsRollupDimension = true };

    /// <summary>The end user's id alone: what links from a user's own row use.</summary>
    public static FilterField UserId { get; } = new("user_id", FilterKind.Identifier, "The end user by id alone.", Words("e.user_id", e => e.User)) { IsRollupDimension = true };

    /// <summary>The background task.</summary>
    public static FilterField Task { get; } = new("task", FilterKind.Name, "The background task of Open WebUI, such as title or tags; none = ordinary requests.", Words("e.task", e => e.Task)) { Ending = "_generation", IsRollupDimension = true };

    /// <summary>How it ended.</summary>
    public static FilterField Outcome { get; } = new("outcome", FilterKind.Word, "How it ended, such as completed or client_aborted; failed = any outcome that counts as an error.", Words("e.outcome", e => EnumNames.NameOf(e.Outcome)) with { IsOfAnswer = true })
    {
        Words = [.. EnumNames.All<ExchangeOutcome>(), "failed"],
        Together = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["failed"] = TallyColumns.FailedOutcomes },
        IsRollupDimension = true,
    };

    /// <summary>HTTP status.</summary>
    public static FilterField Status { get; } = new("status", FilterKind.Status, "HTTP status: 429, a class such as 5xx, >=400, 400..499.", Number("e.status", e => e.Status)) { IsRollupDimension = true };

    /// <summary>The session.</summary>
    public static FilterField Session { get; } = new("session", FilterKind.Identifier, "The session: a chat's id in Open WebUI.", Words("e.session", e => e.Session)) { Aliases = ["chat", "conversation"] };

    /// <summary>A property; its own name follows the dot.</summary>
    public static FilterField Property { get; } = new("prop", FilterKind.Property, "A property that the producer set, by its name: prop.region:eu.")
    {
        Aliases = ["property", "meta"],
        ByName = (name, place, _) => new TextColumn($"(e.properties ->> {place})", s => s.PropertyOf(name)),
    };

    /// <summary>A tag.</summary>
    public static FilterField Tag { get; } = new("tag", FilterKind.Names, "A tag that somebody gave it.", List("e.tags", e => e.Tags)) { Aliases = ["tags"] };

    /// <summary>What people thought of it.</summary>
    public static FilterField Rating { get; } = new("rating", FilterKind.Word, "The thumb it was given.", Words("case e.rating when true then 'up' when false then 'down' end", e => e.Rating switch { true => "up", false => "down", null => null })) { Aliases = ["thumb"], Words = ["up", "down"] };

    /// <summary>A score; its own name follows the dot.</summary>
    public static FilterField Score { get; } = new("score", FilterKind.Score, "A score that somebody or something gave it, by its name: score.accuracy:>0.8, score.correct:true.")
    {
        Aliases = ["scores"],
        ByName = (name, place, _) => new ScoreColumn($"(e.scores -> {place})", s => s.ScoreOf(name)),
    };

    /// <summary>What a row has.</summary>
    public static FilterField Has { get; } = new("has", FilterKind.Presence, "What it has: has:tool_calls, has:error, has:cost, …") { Words = [.. FilterPresence.Conditions.Keys], CanBeAbsent = false };

    /// <summary>A kept header of the request; its own name follows the dot.</summary>
    public static FilterField RequestHeader { get; } = new("header", FilterKind.Header, "A header of the request that was kept, by its name: header.x-request-id:abc*.")
    {
        Aliases = ["request_header"],
        ByName = (name, place, days) => new ListColumn(Kept("request_headers", place, days), s => s.RequestHeader(name)),
    };

    /// <summary>A kept header of the response; its own name follows the dot.</summary>
    public static FilterField ResponseHeader { get; } = new("response_header", FilterKind.Header, "A header of the response that was kept, by its name: response_header.retry-after:any.")
    {
        ByName = (name, place, days) => new ListColumn(Kept("response_headers", place, days), s => s.ResponseHeader(name)),
    };

    private static FilterField[] Asked { get; } =
    [
        Model,
        new("model_requested", FilterKind.Name, "The model asked for.", Words("e.model_requested", e => e.ModelRequested)),
        new("model_served", FilterKind.Name, "The model that answered.", Words("e.model_served", e => e.ModelServed)),
        User,
        UserId,
        new("user_name", FilterKind.Name, "The end user's name as this request gave it.", Words("e.user_name", e => e.UserName)),
        new("email", FilterKind.Name, "The end user's e-mail address as this request gave it.", Words("e.user_email", e => e.UserEmail)) { Aliases = ["user_email"] },
        new("group", FilterKind.Names, "A group the end user is in.", List("e.user_groups", e => e.UserGroups)) { Aliases = ["groups", "user_group"] },
        new("role", FilterKind.Name, "The end user's role.", Words("e.user_role", e => e.UserRole)) { Aliases = ["user_role"] },
        new("user_source", FilterKind.Word, "How the end user is known.", Words("e.user_source", e => Name(e.UserSource))) { Words = [.. EnumNames.All<IdentitySource>()] },
        Key,
        Upstream,
        Task,
        new("task_source", FilterKind.Name, "How the task was told: header, prefix or shape.", Words("e.task_source", e => e.TaskSource)),
        Outcome,
        Status,
        Session,
        Property,
        Tag,
        Rating,
        Score,
        new("comments", FilterKind.Count, "How many comments there are on it.", Number("e.comments", e => e.Comments)) { Aliases = ["comment"] },
        Has,
    ];

    private static FilterField[] Said { get; } =
    [
        Text,
        Input,
        Output,
        new("error", FilterKind.Text, "Words in the error.", Words("e.error", e => e.Error)),
        new("error_code", FilterKind.Name, "The provider's code or type of its error.", Words("e.error_code", e => e.ErrorCode)),
        new("finish", FilterKind.Name, "Why generation ended, in our words (stop, length, tool_calls, …) or the provider's.", Words("e.finish", e => Name(e.Finish)), Words("e.finish_reason", e => e.FinishReason)) { Aliases = ["finish_reason"] },
        new("tool", FilterKind.Names, "A tool that the model called.", List("e.tool_calls", e => e.ToolCalls)) { Aliases = ["tool_call", "tool_calls"] },
        new("tools_offered", FilterKind.Count, "How many tools the request offered.", Number("e.tools_offered", e => e.ToolsOffered)) { Aliases = ["tools"] },
        new("messages", FilterKind.Count, "How many messages the request had.", Number("e.messages", e => e.Messages)),
        new("images", FilterKind.Count, "How many images the request and the answer had.", Number("e.images", e => e.Images)),
        new("sources", FilterKind.Count, "How many documents were retrieved for it.", Number("e.sources", e => e.Sources)),
    ];

    private static FilterField[] Counted { get; } =
    [
        new("cost", FilterKind.Money, "Known cost in US dollars.", Number("e.cost_usd", e => e.CostUsd)),
        new("estimated", FilterKind.Money, "Cost in US dollars from tokens counted here, which is never part of cost.", Number("e.estimated_cost_usd", e => e.EstimatedCostUsd)) { Aliases = ["estimated_cost"] },
        new("stated", FilterKind.Money, "What the provider itself says it cost, in US dollars.", Number("e.stated_cost_usd", e => e.StatedCostUsd)) { Aliases = ["stated_cost"] },
        new("stated_source", FilterKind.Name, "Where the provider says what it cost, such as usage.cost.", Words("e.stated_cost_source", e => e.StatedCostSource)) { Aliases = ["stated_cost_source"] },
        new("pricing", FilterKind.Word, "Whether it has a price.", Words("e.pricing", e => EnumNames.NameOf(e.Pricing)) with { IsOfAnswer = true }) { Words = [.. EnumNames.All<PricingState>()] },
        new("unpriced_reason", FilterKind.Text, "Words in why it has no price.", Words("e.unpriced_reason", e => e.UnpricedReason)),
        new("usage", FilterKind.Word, "Who counted the tokens.", Words("e.usage_source", e => EnumNames.NameOf(e.UsageSource)) with { IsOfAnswer = true }) { Aliases = ["usage_source"], Words = [.. EnumNames.All<UsageSource>()], CanBeAbsent = false },
        new("tokens", FilterKind.Count, "Input and output tokens together.", Number("coalesce(e.input_tokens + e.output_tokens, e.input_tokens, e.output_tokens)", e => e.InputTokens + e.OutputTokens ?? e.InputTokens ?? e.OutputTokens)),
        new("input_tokens", FilterKind.Count, "All input tokens.", Number("e.input_tokens", e => e.InputTokens)),
        new("output_tokens", FilterKind.Count, "All output tokens, reasoning included.", Number("e.output_tokens", e => e.OutputTokens)),
        new("cached_tokens", FilterKind.Count, "Input tokens read from the provider's cache.", Number("e.cache_read_tokens", e => e.CacheReadTokens)) { Aliases = ["cache_read_tokens"] },
        new("cache_write_tokens", FilterKind.Count, "Input tokens written to the provider's cache.", Number("e.cache_write_tokens", e => e.CacheWriteTokens)),
        new("reasoning_tokens", FilterKind.Count, "Output tokens that were reasoning.", Number("e.reasoning_tokens", e => e.ReasoningTokens)),
        new("audio_input_tokens", FilterKind.Count, "Input tokens that were audio.", Number("e.audio_input_tokens", e => e.AudioInputTokens)),
        new("audio_output_tokens", FilterKind.Count, "Output tokens that were audio.", Number("e.audio_output_tokens", e => e.AudioOutputTokens)),
        new("service_tier", FilterKind.Name, "The tier that the provider says it served the call in.", Words("e.service_tier", e => e.ServiceTier)) { Aliases = ["tier"] },
        new("cache", FilterKind.Name, "What the response cache decided.", Words("e.cache_status", e => e.CacheStatus)) { Aliases = ["cache_status"] },
    ];

    private static FilterField[] Timed { get; } =
    [
        new("latency", FilterKind.Duration, "The whole time the client waited.", Number("e.duration_us", e => e.DurationUs) with { IsOfAnswer = true }) { Aliases = ["duration"] },
        new("ttft", FilterKind.Duration, "Time to the first generated content of a stream.", Number("e.first_token_us", e => e.FirstTokenUs)) { Aliases = ["first_token"] },
        new("first_visible", FilterKind.Duration, "Time to the first content of a stream that a person sees.", Number("e.first_visible_us", e => e.FirstVisibleUs)),
        new("first_byte", FilterKind.Duration, "Time to the head of the answer.", Number("e.first_byte_us", e => e.FirstByteUs)),
        new("connect", FilterKind.Duration, "Time until a new connection upstream stood; none = a pooled one served.", Number("e.connect_us", e => e.ConnectUs)),
        new("tps", FilterKind.Count, "Output tokens per second.", new RealColumn("e.output_tokens_per_second", s => Finite(s.Row.OutputTokensPerSecond))) { Aliases = ["output_tokens_per_second"] },
        new("stall", FilterKind.Duration, "The longest time between two pieces of the answer.", Number("e.longest_gap_us", e => e.LongestGapUs)) { Aliases = ["stalls", "longest_gap"] },
        new("gap_p50", FilterKind.Duration, "The median time between two pieces of the answer.", Number("e.gap_p50_us", e => e.GapP50Us)) { Aliases = ["gap"] },
        new("gap_p95", FilterKind.Duration, "The 95th percentile of these times.", Number("e.gap_p95_us", e => e.GapP95Us)),
        new("gap_p99", FilterKind.Duration, "The 99th percentile of these times.", Number("e.gap_p99_us", e => e.GapP99Us)),
        new("overhead", FilterKind.Duration, "Time spent in the proxy's own code.", Number("e.overhead_us", e => e.OverheadUs) with { IsOfAnswer = true }),
        new("load", FilterKind.Duration, "How long the engine says it took to load the model.", Number("e.load_us", e => e.LoadUs)),
        new("queue", FilterKind.Duration, "How long the engine says the call waited for its turn.", Number("e.queue_us", e => e.QueueUs)),
        new("prefill", FilterKind.Duration, "How long the engine says it took to read the prompt.", Number("e.prefill_us", e => e.PrefillUs)),
        new("decode", FilterKind.Duration, "How long the engine says it took to generate.", Number("e.decode_us", e => e.DecodeUs)),
    ];

    private static FilterField[] OnTheWire { get; } =
    [
        new("request_size", FilterKind.Size, "Length of the request's body.", Number("e.request_bytes", e => e.RequestBytes)) { Aliases = ["request_bytes"] },
        new("response_size", FilterKind.Size, "Length of the response's body.", Number("e.response_bytes", e => e.ResponseBytes) with { IsOfAnswer = true }) { Aliases = ["response_bytes"] },
        new("retries", FilterKind.Count, "Calls upstream beyond the first.", Number("e.retries", e => e.Retries) with { IsOfAnswer = true }),
        new("stream", FilterKind.Flag, "Whether the answer was streamed.", Flag("e.stream", e => e.Stream)),
        new("relayed", FilterKind.Flag, "Whether requests that were made for this one came through here too.", Flag("e.relayed", e => e.Relayed) with { IsOfAnswer = true }),
        new("format", FilterKind.Name, "The format that read it, such as openai.chat.", Words("e.format", e => e.Format)),
        new("endpoint", FilterKind.Name, "Kind of call, such as chat or embeddings.", Words("e.endpoint", e => e.Endpoint)),
        new("method", FilterKind.Name, "HTTP method.", Words("e.method", e => e.Method)),
        new("path", FilterKind.Name, "Path and query as sent upstream.", Words("e.path", e => e.Path)),
        RequestHeader,
        ResponseHeader,
        new("client", FilterKind.Text, "Words in the producer's User-Agent.", Words("e.client", e => e.Client)),
        new("prompt", FilterKind.Name, "The prompt it was made from: as the producer named it, or name@version where that is known.", Words("e.prompt_id", e => e.PromptId), new TextColumn(MadeFrom, _ => null)) { Aliases = ["prompt_id"] },
        new("capture", FilterKind.Word, "What became of the bodies.", Words("e.capture", e => EnumNames.NameOf(e.Capture)) with { IsOfAnswer = true }) { Words = [.. EnumNames.All<CaptureVerdict>()] },
        new("capture_reason", FilterKind.Text, "Words in why the bodies were not kept.", Words("e.capture_reason", e => e.CaptureReason)),
        new("alteration", FilterKind.Names, "What the proxy did beyond copying bytes.", List("e.alterations", e => e.Alterations)) { Aliases = ["alterations"] },
        new("request_id", FilterKind.Identifier, "The provider's own id of the request.", Words("e.provider_request_id", e => e.ProviderRequestId)) { Aliases = ["provider_request_id"] },
        new("message", FilterKind.Identifier, "The producer's id of the message that the answer becomes.", Words("e.message_id", e => e.MessageId)) { Aliases = ["message_id"] },
        new("user_message", FilterKind.Identifier, "The producer's id of the user's message that it answers.", Words("e.user_message_id", e => e.UserMessageId)) { Aliases = ["user_message_id"] },
        new("parent_message", FilterKind.Identifier, "The producer's id of the message that the user's message follows.", Words("e.parent_message_id", e => e.ParentMessageId)) { Aliases = ["parent_message_id"] },
        new("replay", FilterKind.Uuid, "The exchange that it replays.", Uuid("e.replay_of", e => e.ReplayOf)) { Aliases = ["replay_of"] },
        new("hop", FilterKind.Uuid, "The exchange that it was made for.", Uuid("e.hop_of", e => e.HopOf)) { Aliases = ["hop_of"] },
        new("prompt_hash", FilterKind.Identifier, "The number of the user's last words: the same where the same was asked.", Words("e.prompt_hash::text", e => Digits(e.PromptHash))),
        new("history_hash", FilterKind.Identifier, "The number of all that the model had said before.", Words("e.history_hash::text", e => Digits(e.HistoryHash))),
        new("thread_hash", FilterKind.Identifier, "The number of that and the answer: what follows it has it as history_hash.", Words("e.thread_hash::text", e => Digits(e.ThreadHash))),
        new("id", FilterKind.Uuid, "Its own id.", Uuid("e.id", e => e.Id)),
    ];

    /// <summary>Every field, those that are asked most first.</summary>
    public static IReadOnlyList<FilterField> All { get; } = [.. Asked, .. Said, .. Counted, .. Timed, .. OnTheWire];

    private static readonly Dictionary<string, FilterField> ByName = All
        .SelectMany(f => f.Aliases.Prepend(f.Name).Select(name => (name, f))).ToDictionary(p => p.name, p => p.f, StringComparer.OrdinalIgnoreCase);

    /// <summary>The field of this name or alias, in any case, with <c>-</c> as good as <c>_</c>; null when there is none. Properties are found by <c>prop</c>.</summary>
    public static FilterField? Find(string name) => ByName.GetValueOrDefault(name.Replace('-', '_'));

    /// <summary>The name a mistyped one most likely means; null when none is near.</summary>
    internal static string? Nearest(string name) => Spelling.Nearest(name.Replace('-', '_'), ByName.Keys) is { } near ? ByName[near].Name : null;

    // Whether there is a text is told by the row alone; what is in it, by its search text.
    private static TextColumn InputColumn => new("e.request_preview", s => s.Row.RequestPreview) { Folded = s => s.FoldedInput };

    private static TextColumn OutputColumn => new("e.response_preview", s => s.Row.ResponsePreview) { Folded = s => s.FoldedOutput };

    private static TextColumn Words(string sql, Func<Exchange, string?> value) => new(sql, s => value(s.Row));

    private static ListColumn List(string sql, Func<Exchange, IReadOnlyList<string>> values) => new(sql, s => values(s.Row));

    private static NumberColumn Number(string sql, Func<Exchange, decimal?> value) => new(sql, s => value(s.Row));

    private static FlagColumn Flag(string sql, Func<Exchange, bool?> value) => new(sql, s => value(s.Row));

    private static UuidColumn Uuid(string sql, Func<Exchange, Guid?> value) => new(sql, s => value(s.Row));

    // A subquery of its own: one look into an index for each row that comes as far as this term.
    private static string Kept(string headers, string name, string days) =>
        $"kept_header((select b.{headers} from exchange_bodies b where b.id = e.id and b.started_at = e.started_at{days}), {name})";

    // It is told some time after the row is there, so a request that arrives has none yet.
    private const string MadeFrom =
        "(select p.name || '@' || v.number from prompt_uses u join prompt_versions v on v.id = u.version_id join prompts p on p.id = v.prompt_id where u.started_at = e.started_at and u.exchange_id = e.id)";

    // PostgreSQL holds what is no number to be greater than every number.
    private static double? Finite(double? number) => number is { } value && double.IsNaN(value) ? double.PositiveInfinity : number;

    private static string? Digits(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string? Name<T>(T? value) where T : struct, Enum => value is { } there ? EnumNames.NameOf(there) : null;
}
