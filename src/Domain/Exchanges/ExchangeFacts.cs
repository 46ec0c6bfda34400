using System.Text.Json;
using System.Text.Json.Serialization;
using Observability.Domain.Formats;
using Observability.Domain.Redaction;

namespace Observability.Domain.Exchanges;

/// <summary>What a row may say of bodies that are not kept: numbers, closed words, and the names of models. An allow-list, so that a new column is left out.</summary>
/// <remarks>Their text, what they call people and conversations, names of tools and providers' sentences about errors are not among them.</remarks>
public static class ExchangeFacts
{
    private const int LongestName = 200;
    private const string WordsNotKept = "The answer ended early or in an error; its words were not kept.";

    private static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Reads a whole exchange, and gives what may be kept of it. Never throws.</summary>
    /// <param name="captured">With its bodies as they crossed the wire.</param>
    /// <param name="pseudonyms">What people, conversations and hashes of words become; null = they are left out.</param>
    public static ReadOnlyMemory<byte> Read(CapturedExchange captured, Pseudonyms? pseudonyms) =>
        Encode(ExchangeReader.RowOf(captured), pseudonyms);

    /// <summary>The same of a request alone.</summary>
    /// <param name="captured">With its request's body.</param>
    public static ReadOnlyMemory<byte> ReadRequest(CapturedExchange captured) => Encode(ExchangeReader.ReadRequest(captured), null);

    /// <summary>Puts what was kept into a row that was made without the bodies.</summary>
    /// <param name="facts">What <see cref="Read"/> gave; empty = nothing.</param>
    /// <param name="row">The row.</param>
    /// <exception cref="JsonException">They are none.</exception>
    internal static void Restore(ReadOnlyMemory<byte> facts, Exchange row)
    {
        if (facts.IsEmpty || JsonSerializer.Deserialize<Exchange>(facts.Span, Json) is not { } read)
        {
            return;
        }

        Copy(read, row);
        (row.Task, row.TaskSource) = row.TaskSource is null ? (read.Task, read.TaskSource) : (row.Task, row.TaskSource);
        row.UserSource ??= row.User is null && read.User is not null ? IdentitySource.Body : null;
        row.User ??= read.User;
        row.Session ??= read.Session;
        row.HistoryHash ??= read.HistoryHash;
        row.ThreadHash ??= read.ThreadHash;
        row.PromptHash ??= read.PromptHash;
        if (row is { Outcome: ExchangeOutcome.StreamError, Error: null })
        {
            row.Error = row.ResponsePreview = WordsNotKept;
        }
    }

    private static byte[] Encode(Exchange row, Pseudonyms? pseudonyms)
    {
        var kept = new Exchange();
        Copy(row, kept);

        // Found by what a request looks like, a task is one of our words.
        (kept.Task, kept.TaskSource) = row.TaskSource is "prefix" or "shape" ? (row.Task, row.TaskSource) : (null, null);
        if (pseudonyms is not null)
        {
            kept.User = row is { UserSource: IdentitySource.Body, User: { } user } ? pseudonyms.User(user) : null;
            kept.Session = row.Session is { } session ? pseudonyms.Session(session) : null;
            kept.HistoryHash = row.HistoryHash is { } history ? pseudonyms.Hash(history) : null;
            kept.ThreadHash = row.ThreadHash is { } thread ? pseudonyms.Hash(thread) : null;
            kept.PromptHash = row.PromptHash is { } prompt ? pseudonyms.Hash(prompt) : null;
        }

        return JsonSerializer.SerializeToUtf8Bytes(kept, Json);
    }

    private static void Copy(Exchange from, Exchange to)
    {
        (to.Format, to.Endpoint, to.Stream) = (from.Format, from.Endpoint, from.Stream);
        (to.ModelRequested, to.ModelServed, to.ServiceTier) = (Name(from.ModelRequested), Name(from.ModelServed), Name(from.ServiceTier));
        (to.Outcome, to.ErrorCode, to.Finish) = (from.Outcome, Word(from.ErrorCode), from.Finish);
        to.FinishReason = from.Finish is null or FinishKind.Other ? null : Word(from.FinishReason);
        (to.InputTokens, to.OutputTokens, to.ReasoningTokens) = (from.InputTokens, from.OutputTokens, from.ReasoningTokens);
        (to.CacheReadTokens, to.CacheWriteTokens) = (from.CacheReadTokens, from.CacheWriteTokens);
        (to.AudioInputTokens, to.AudioOutputTokens) = (from.AudioInputTokens, from.AudioOutputTokens);
        (to.UsageExtras, to.UsageSource, to.Pricing) = (from.UsageExtras, from.UsageSource, from.Pricing);
        (to.StatedCostUsd, to.StatedCostSource) = (from.StatedCostUsd, from.StatedCostSource);
        (to.FirstTokenUs, to.FirstVisibleUs) = (from.FirstTokenUs, from.FirstVisibleUs);
        (to.GapP50Us, to.GapP95Us, to.GapP99Us, to.LongestGapUs) = (from.GapP50Us, from.GapP95Us, from.GapP99Us, from.LongestGapUs);
        (to.LoadUs, to.QueueUs, to.PrefillUs, to.DecodeUs) = (from.LoadUs, from.QueueUs, from.PrefillUs, from.DecodeUs);
        to.OutputTokensPerSecond = from.OutputTokensPerSecond;
        (to.Messages, to.ToolsOffered, to.Images, to.Sources) = (from.Messages, from.ToolsOffered, from.Images, from.Sources);
    }

    // A model is called by its name; a sentence is not one.
    private static string? Name(string? text) => text is { Length: <= LongestName } && !text.Any(char.IsWhiteSpace) ? text : null;

    private static string? Word(string? text) =>
        text is { Length: <= 64 } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') ? text : null;
}
