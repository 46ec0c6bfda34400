using Observability.Domain.Formats;

namespace Observability.Domain.Tokens;

/// <summary>Tokens we count where a provider reports none. Never mixed with what a provider counted, nor summed with it.</summary>
/// <param name="Usage">The tokens, input and output alone: what was cached or thought in secret cannot be told from text.</param>
/// <param name="Notes">How they were counted and what is missing from them, in words for a person.</param>
public sealed record TokenEstimate(Usage Usage, IReadOnlyList<string> Notes)
{
    // Calls whose tokens are those of their text; around bare ones there are no messages.
    private static readonly HashSet<string> Conversations = ["chat", "responses", "messages", "generate", "invoke"];
    private static readonly HashSet<string> Bare = ["completions", "embeddings"];

    // What names an earlier conversation or a stored prompt.
    private static readonly HashSet<string> Continued = ["previous_response_id", "conversation", "previous_interaction_id", "cachedContent", "cached_content"];

    /// <summary>The estimate for a reading; null where the provider counted, nothing was spent or generated, or the call is not one of text (a rerank, billed by the search).</summary>
    /// <param name="reading">What was read.</param>
    /// <param name="endpoint">The kind of call, as its format names it.</param>
    /// <param name="request">The request's body, for the definitions of tools.</param>
    public static TokenEstimate? Of(Reading reading, string endpoint, ReadOnlyMemory<byte> request)
    {
        var conversation = Conversations.Contains(endpoint);
        if (reading.Usage is not null || !reading.IsSpend || (!conversation && !Bare.Contains(endpoint)) || !IsAnswered(reading) || reading.Output.Any(m => m.Role == "list"))
        {
            return null;
        }

        var model = reading.ModelServed ?? reading.ModelRequested;
        var rule = TokenRules.Of(model);
        var input = InputOf(reading, conversation ? rule : rule with { PerRequest = 0, PerMessage = 0, PerAnswer = 0 }, request);
        var output = OutputOf(reading, rule);
        return (input ?? output) is null ? null : new(new(input, Output: output), [.. NotesOn(reading, rule, model)]);
    }

    // Something came, or it is said to have ended well.
    private static bool IsAnswered(Reading reading) => reading.Output.Any(m => m.Parts.Count > 0)
        || (reading.Error is null && reading.Complete == true
            && FinishReasons.KindOf(reading.FinishReason) is FinishKind.Stop or FinishKind.Length or FinishKind.ToolCalls or FinishKind.ContentFilter or FinishKind.Refusal);

    private static long? InputOf(Reading reading, TokenRule rule, ReadOnlyMemory<byte> request)
    {
        // What the provider puts before the request is not in it.
        if (reading.Parameters.Any(p => Continued.Contains(p.Key)))
        {
            return null;
        }

        var text = new TokenTally(rule.Encoding);
        foreach (var part in reading.Input.SelectMany(m => m.Parts).Select(TextOf).OfType<string>())
        {
            text.Add(part);
        }

        if (text.Tokens is not { } tokens)
        {
            return null;
        }

        var definitions = new TokenTally(rule.Encoding);
        var hasTools = reading.ToolsOffered.Count > 0;
        definitions.Add(hasTools ? Definitions.ToolsIn(request) : "");
        if (rule.ReadsSchema && reading.Parameters.Any(p => p.Key is "response_format" or "text"))
        {
            definitions.Add(Definitions.SchemaIn(request));
        }

        var around = rule.PerRequest + (rule.PerMessage * reading.Input.Count) + (rule.PerCall * CallsIn(reading.Input)) + (hasTools ? rule.PerToolList : 0);
        return Whole(around + (tokens * rule.Factor) + ((definitions.Tokens ?? 0) * rule.ToolFactor));
    }

    private static long? OutputOf(Reading reading, TokenRule rule)
    {
        var text = new TokenTally(rule.Encoding);
        foreach (var part in reading.Output.SelectMany(m => m.Parts).Select(p => p is ReasoningPart thought ? thought.Text : TextOf(p)).OfType<string>())
        {
            text.Add(part);
        }

        return text.Tokens is { } tokens ? Whole(rule.PerAnswer + (rule.PerCall * CallsIn(reading.Output)) + (tokens * rule.Factor)) : null;
    }

    // Reasoning of earlier answers is not here: providers drop it from the conversation.
    private static string? TextOf(ContentPart part) => part switch
    {
        TextPart text => text.Text,
        RefusalPart refusal => refusal.Text,
        ToolCallPart call => call.Name + "\n" + call.Arguments,
        ToolResultPart result => result.Text,
        _ => null,
    };

    private static int CallsIn(IReadOnlyList<Message> messages) => messages.Sum(m => m.Parts.Count(p => p is ToolCallPart));

    private static IEnumerable<string> NotesOn(Reading reading, TokenRule rule, string? model)
    {
        yield return rule.IsExact
            ? $"The provider counted no tokens. Counted here as {rule.Encoding.Name}, the encoding of {model}; an estimate all the same."
            : $"The provider counted no tokens. Estimated here from {rule.Encoding.Name} by a rule for {(rule.Family == "other" ? "models that are not known" : rule.Family)}.";
        if (rule.HidesReasoning)
        {
            yield return "Reasoning that the provider keeps to itself is not in the estimate.";
        }

        if (reading.Input.Concat(reading.Output).SelectMany(m => m.Parts).Any(p => p is MediaPart or UnknownPart))
        {
            yield return "Images, sound, files and parts of unknown kinds are not in the estimate.";
        }
    }

    private static long Whole(double tokens) => (long)Math.Round(tokens, MidpointRounding.AwayFromZero);
}
