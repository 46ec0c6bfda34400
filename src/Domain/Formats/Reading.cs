namespace Observability.Domain.Formats;

/// <summary>What a format understood of one exchange. Everything may be missing; nothing is guessed.</summary>
public sealed record Reading
{
    /// <summary>Nothing was understood.</summary>
    public static Reading Nothing { get; } = new();

    /// <summary>The model the request named; null when it named none.</summary>
    public string? ModelRequested { get; init; }

    /// <summary>The model the answer says it came from.</summary>
    public string? ModelServed { get; init; }

    /// <summary>Whether the answer came (or was asked for, when none came) as a stream of events.</summary>
    public bool Stream { get; init; }

    /// <summary>The messages of the request, oldest first; a prompt or an embedding input is one user message.</summary>
    public IReadOnlyList<Message> Input { get; init; } = [];

    /// <summary>The messages of the answer, one per choice.</summary>
    public IReadOnlyList<Message> Output { get; init; } = [];

    /// <summary>Names of the tools the request offered.</summary>
    public IReadOnlyList<string> ToolsOffered { get; init; } = [];

    /// <summary>Request parameters worth showing (temperature, max_tokens, …) with their JSON values, in the order sent.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; init; } = [];

    /// <summary>Why generation ended, as the provider spells it; null when it did not say.</summary>
    public string? FinishReason { get; init; }

    /// <summary>Tokens as the provider counted them; null when it gave no usage.</summary>
    public Usage? Usage { get; init; }

    /// <summary>
    /// The parts of <see cref="Usage"/> by the model that did the work, where the answer was made by more than one
    /// (an advisor's pass, a compound system); empty when <see cref="Usage"/> is all one model's.
    /// </summary>
    public IReadOnlyList<ModelUsage> Shares { get; init; } = [];

    /// <summary>
    /// Whether what <see cref="Usage"/> counts was spent by this very call. False for a mere count of tokens, a stored answer read again,
    /// the state of a batch: such numbers are shown, but never summed or priced.
    /// </summary>
    public bool IsSpend { get; init; } = true;

    /// <summary>The tier the provider says it served the call in (<c>default</c>, <c>flex</c>, <c>priority</c>, <c>batch</c>, …), as it spells it; null when it did not say.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>What the provider itself says the call cost; null when it did not say.</summary>
    public StatedCost? StatedCost { get; init; }

    /// <summary>The provider's own id of the answer or request.</summary>
    public string? ProviderRequestId { get; init; }

    /// <summary>The provider's error message, from an error body or from inside a stream; null when there was none.</summary>
    public string? Error { get; init; }

    /// <summary>The provider's error code or type.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>
    /// Whether the answer ended as its format says an answer ends (<c>[DONE]</c>, <c>"done":true</c>, a finish reason, a whole JSON body);
    /// null where the format does not say.
    /// </summary>
    public bool? Complete { get; init; }

    /// <summary>The end user named in the body (<c>user</c>); headers win over it.</summary>
    public string? User { get; init; }

    /// <summary>The chat the body says it belongs to (Open WebUI's <c>chat_id</c>); headers win over it.</summary>
    public string? Session { get; init; }

    /// <summary>Offsets in the decoded response body just before the end of each event that carries generated content, in order; empty when none did.</summary>
    /// <remarks>Comments, padding, role-only and filter chunks are not content. A whole JSON answer has no such events.</remarks>
    public IReadOnlyList<long> TokenOffsets { get; init; } = [];

    /// <summary>The one of <see cref="TokenOffsets"/> whose event first carried what a person sees: text, refusal, sound, image; null when none did.</summary>
    public long? FirstVisibleOffset { get; init; }

    /// <summary>The first of <see cref="TokenOffsets"/>; null when there is none.</summary>
    public long? FirstTokenOffset => TokenOffsets is [var first, ..] ? first : null;

    /// <summary>The last of <see cref="TokenOffsets"/>; null when there is none.</summary>
    public long? LastTokenOffset => TokenOffsets is [.., var last] ? last : null;

    /// <summary>Times the provider itself reports, for local engines.</summary>
    public ProviderTimings? ProviderTimings { get; init; }

    /// <summary>What was retrieved for the answer, where the provider says so (Open WebUI's <c>sources</c>); empty when it says nothing.</summary>
    public IReadOnlyList<RetrievedSource> Sources { get; init; } = [];

    /// <summary>What the answer's headers say of limits: how many calls or tokens are left, until when, when to come back. Names as sent, in the order sent.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> RateLimits { get; init; } = [];

    /// <summary>What could not be understood, in words for a person.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
