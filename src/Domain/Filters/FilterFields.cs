using Observability.Domain.Exchanges;
using Observability.Domain.Formats;
using Observability.Domain.Pricing;

namespace Observability.Domain.Filters;

/// <summary>The table of fields: each is declared here once, and nowhere else.</summary>
public static class FilterFields
{
    /// <summary>What was said in either direction; what bare words ask. The columns are where texts are not kept: see <see cref="FilterTexts"/>.</summary>
    public static FilterField Text { get; } = new("text", FilterKind.Text, "Words in what was asked or answered; the same as words without a field.", "e.request_preview", "e.response_preview") { CanBeAbsent = false };

    /// <summary>What was asked.</summary>
    public static FilterField Input { get; } = new("input", FilterKind.Text, "Words in what was asked: the new messages of the request, tool results too.", "e.request_preview") { Aliases = ["request"] };

    /// <summary>What was answered.</summary>
    public static FilterField Output { get; } = new("output", FilterKind.Text, "Words in the answer, the tools it called and its error included.", "e.response_preview") { Aliases = ["response", "answer"] };

    /// <summary>The model as sums mean it.</summary>
    public static FilterField Model { get; } = new("model", FilterKind.Name, "The model asked for; where none was named, the one that answered.", "coalesce(e.model_requested, e.model_served)") { IsRollupDimension = true };

    /// <summary>The upstream.</summary>
    public static FilterField Upstream { get; } = new("upstream", FilterKind.Name, "The upstream it went to.", "e.upstream") { Aliases = ["provider", "host"], IsRollupDimension = true };

    /// <summary>Our key.</summary>
    public static FilterField Key { get; } = new("key", FilterKind.Key, "The key used, by its name or id.", "e.key_id") { Aliases = ["api_key"], IsRollupDimension = true };

    /// <summary>The end user, however named.</summary>
    public static FilterField User { get; } = new("user", FilterKind.User, "The end user, by id, name or e-mail address.", "e.user_id") { IsRollupDimension = true };

    /// <summary>The end user's id alone: what links from a user's own row use.</summary>
    public static FilterField UserId { get; } = new("user_id", FilterKind.Identifier, "The end user by id alone.", "e.user_id") { IsRollupDimension = true };

    /// <summary>The background task.</summary>
    public static FilterField Task { get; } = new("task", FilterKind.Name, "The background task of Open WebUI, such as title or tags; none = ordinary requests.", "e.task") { Ending = "_generation", IsRollupDimension = true };

    /// <summary>How it ended.</summary>
    public static FilterField Outcome { get; } = new("outcome", FilterKind.Word, "How it ended, such as completed or client_aborted.", "e.outcome") { Words = [.. EnumNames.All<ExchangeOutcome>()], IsRollupDimension = true };

    /// <summary>HTTP status.</summary>
    public static FilterField Status { get; } = new("status", FilterKind.Status, "HTTP status: 429, a class such as 5xx, >=400, 400..499.", "e.status") { IsRollupDimension = true };

    /// <summary>The session.</summary>
    public static FilterField Session { get; } = new("session", FilterKind.Identifier, "The session: a chat's id in Open WebUI.", "e.session") { Aliases = ["chat", "conversation"] };

    /// <summary>A property; its own name follows the dot.</summary>
    public static FilterField Property { get; } = new("prop", FilterKind.Property, "A property that the producer set, by its name: prop.region:eu.") { Aliases = ["property", "meta"] };

    /// <summary>What a row has.</summary>
    public static FilterField Has { get; } = new("has", FilterKind.Presence, "What it has: has:tool_calls, has:error, has:cost, …") { Words = [.. FilterPresence.Conditions.Keys], CanBeAbsent = false };

    /// <summary>Every field, those that are asked most first.</summary>
    public static IReadOnlyList<FilterField> All { get; } =
    [
        Model,
        new("model_served", FilterKind.Name, "The model that answered.", "e.model_served"),
        User,
        UserId,
        Key,
        Upstream,
        Task,
        Outcome,
        Status,
        Session,
        Property,
        Has,
        Text,
        Input,
        Output,
        new("error", FilterKind.Text, "Words in the error.", "e.error"),
        new("error_code", FilterKind.Name, "The provider's code or type of its error.", "e.error_code"),
        new("finish", FilterKind.Name, "Why generation ended, in our words (stop, length, tool_calls, …) or the provider's.", "e.finish", "e.finish_reason"),
        new("tool", FilterKind.Names, "A tool that the model called.", "e.tool_calls"),
        new("cost", FilterKind.Money, "Known cost in US dollars.", "e.cost_usd"),
        new("estimated", FilterKind.Money, "Cost in US dollars from tokens counted here, which is never part of cost.", "e.estimated_cost_usd") { Aliases = ["estimated_cost"] },
        new("stated", FilterKind.Money, "What the provider itself says it cost, in US dollars.", "e.stated_cost_usd") { Aliases = ["stated_cost"] },
        new("pricing", FilterKind.Word, "Whether it has a price.", "e.pricing") { Words = [.. EnumNames.All<PricingState>()] },
        new("usage", FilterKind.Word, "Who counted the tokens.", "e.usage_source") { Words = [.. EnumNames.All<UsageSource>()], CanBeAbsent = false },
        new("tokens", FilterKind.Count, "Input and output tokens together.", "coalesce(e.input_tokens + e.output_tokens, e.input_tokens, e.output_tokens)"),
        new("input_tokens", FilterKind.Count, "All input tokens.", "e.input_tokens"),
        new("output_tokens", FilterKind.Count, "All output tokens, reasoning included.", "e.output_tokens"),
        new("cached_tokens", FilterKind.Count, "Input tokens read from the provider's cache.", "e.cache_read_tokens") { Aliases = ["cache_read_tokens"] },
        new("cache_write_tokens", FilterKind.Count, "Input tokens written to the provider's cache.", "e.cache_write_tokens"),
        new("reasoning_tokens", FilterKind.Count, "Output tokens that were reasoning.", "e.reasoning_tokens"),
        new("latency", FilterKind.Duration, "The whole time the client waited.", "e.duration_us") { Aliases = ["duration"] },
        new("ttft", FilterKind.Duration, "Time to the first generated content of a stream.", "e.first_token_us") { Aliases = ["first_token"] },
        new("tps", FilterKind.Count, "Output tokens per second.", "e.output_tokens_per_second") { Aliases = ["output_tokens_per_second"] },
        new("stall", FilterKind.Duration, "The longest time between two pieces of the answer.", "e.longest_gap_us") { Aliases = ["stalls", "longest_gap"] },
        new("overhead", FilterKind.Duration, "Time spent in the proxy's own code.", "e.overhead_us"),
        new("load", FilterKind.Duration, "How long the engine says it took to load the model.", "e.load_us"),
        new("queue", FilterKind.Duration, "How long the engine says the call waited for its turn.", "e.queue_us"),
        new("request_size", FilterKind.Size, "Length of the request's body.", "e.request_bytes") { Aliases = ["request_bytes"] },
        new("response_size", FilterKind.Size, "Length of the response's body.", "e.response_bytes") { Aliases = ["response_bytes"] },
        new("retries", FilterKind.Count, "Calls upstream beyond the first.", "e.retries"),
        new("stream", FilterKind.Flag, "Whether the answer was streamed.", "e.stream"),
        new("format", FilterKind.Name, "The format that read it, such as openai.chat.", "e.format"),
        new("endpoint", FilterKind.Name, "Kind of call, such as chat or embeddings.", "e.endpoint"),
        new("method", FilterKind.Name, "HTTP method.", "e.method"),
        new("path", FilterKind.Name, "Path and query as sent upstream.", "e.path"),
        new("client", FilterKind.Text, "Words in the producer's User-Agent.", "e.client"),
        new("group", FilterKind.Names, "A group the end user is in.", "e.user_groups"),
        new("role", FilterKind.Name, "The end user's role.", "e.user_role"),
        new("prompt", FilterKind.Name, "The prompt template's id.", "e.prompt_id") { Aliases = ["prompt_id"] },
        new("capture", FilterKind.Word, "What became of the bodies.", "e.capture") { Words = [.. EnumNames.All<CaptureVerdict>()] },
        new("alteration", FilterKind.Names, "What the proxy did beyond copying bytes.", "e.alterations"),
        new("message", FilterKind.Identifier, "The producer's id of the message that the answer becomes.", "e.message_id"),
        new("replay", FilterKind.Uuid, "The exchange that it replays.", "e.replay_of") { Aliases = ["replay_of"] },
        new("hop", FilterKind.Uuid, "The exchange that it was made for.", "e.hop_of") { Aliases = ["hop_of"] },
        new("id", FilterKind.Uuid, "Its own id.", "e.id"),
    ];

    private static readonly Dictionary<string, FilterField> ByName = All
        .SelectMany(f => f.Aliases.Prepend(f.Name).Select(name => (name, f))).ToDictionary(p => p.name, p => p.f, StringComparer.OrdinalIgnoreCase);

    /// <summary>The field of this name or alias, in any case, with <c>-</c> as good as <c>_</c>; null when there is none. Properties are found by <c>prop</c>.</summary>
    public static FilterField? Find(string name) => ByName.GetValueOrDefault(name.Replace('-', '_'));

    /// <summary>The name a mistyped one most likely means; null when none is near.</summary>
    internal static string? Nearest(string name) => Spelling.Nearest(name.Replace('-', '_'), ByName.Keys) is { } near ? ByName[near].Name : null;
}
