using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Observability.Domain.Formats;

namespace Observability.Domain.Tests.Formats;

/// <summary>Every recording that a format of ours matches is read as the index of the recordings says.</summary>
public sealed class RecordedExchangesTests
{
    private const string EmbeddingUsage = "The index left out the usageMetadata of batchEmbedContents, which says promptTokenCount.";
    private const string Interaction = "The index reads neither the text of a plain interaction nor the tool calls of any.";

    private const string BarePieces = "The index leaves out the pieces of Writer's streamed completions; we show them.";

    // Each with the reason why the index and we differ.
    private static readonly Dictionary<string, string> Exceptions = new(StringComparer.Ordinal)
    {
        ["openai-4c9c7058bf"] = "The index leaves out custom tools; we name them like any other.",
        ["gemini-74830facdd"] = EmbeddingUsage,
        ["gemini-3f2e10eeef"] = EmbeddingUsage,
        ["gemini-ec8199648e"] = Interaction,
        ["gemini-973b6c1712"] = Interaction,
        ["gemini-55e117a2ad"] = Interaction,
        ["gemini-ab7e95941d"] = Interaction,
        ["gemini-15ddc737e5"] = Interaction,
        ["gemini-2a4449a56c"] = Interaction,
        ["gemini-44df3d1a6c"] = Interaction,
        ["openai-2c7a8e0fb5"] = "The index leaves out the transcript of a spoken answer; we show it as its text.",
        ["openai-c4b3f15c4c"] = "Its recorder left most pieces out; we take the whole text from the last event.",
        ["bedrock-28a719c1a7"] = "The index cuts the model's ARN at its first colon; we show all of it.",
        ["bedrock-70a67462a5"] = "The index leaves out a text with citations; we show it.",
        ["bedrock-7dbb0b7cc8"] = "The index leaves out the pieces of Anthropic's old completions in an event stream; we show them and why they ended.",
        ["writer-3091ac3f68"] = BarePieces,
        ["writer-52951a72c2"] = BarePieces,
        ["writer-de4e25eecb"] = BarePieces,
        ["voyage-5b514b6a9f"] = "The index leaves out total_tokens, the only number Voyage gives; a rerank is billed by it.",
    };

    [Fact]
    public void Recorded_exchanges_are_read_as_their_index_says()
    {
        var recordings = WireCorpus.LoadOrSkip();
        var differing = new SortedDictionary<string, List<Difference>>(StringComparer.Ordinal);
        var covered = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var recorded in recordings)
        {
            // What no format reads must have nothing to be read.
            var format = ProviderFormats.Select("", recorded.Exchange);
            var reading = format?.Read(recorded.Exchange) ?? UnreadAnswer.Read(recorded.Exchange) ?? Reading.Nothing;
            if (Differences(recorded, reading, format is not null).ToList() is { Count: > 0 } differences)
            {
                differing[recorded.Id] = differences;
            }

            covered[format?.Name ?? "opaque"] = covered.GetValueOrDefault(format?.Name ?? "opaque") + 1;
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", covered.Select(c => $"{c.Key} {c.Value}")));
        AssertOnlyExceptionsDiffer(differing);

        // Where the index says something it is right, but for these; most of what differs it does not say at all.
        var contradicted = differing.Count(d => d.Value.Any(v => v.Expected.Length > 0 && v.Expected != "0"));
        Assert.True(contradicted <= recordings.Count * 0.005, $"{contradicted} of {recordings.Count} rows contradict the index.");
        Assert.True(differing.Count <= recordings.Count * 0.016, $"{differing.Count} of {recordings.Count} rows differ.");
    }

    private static void AssertOnlyExceptionsDiffer(SortedDictionary<string, List<Difference>> differing)
    {
        var unexpected = differing.Where(d => !Exceptions.ContainsKey(d.Key)).Select(d => $"{d.Key}: {string.Join("; ", d.Value)}").ToList();
        Assert.True(unexpected.Count == 0, string.Join('\n', unexpected));
        var outdated = Exceptions.Keys.Where(id => !differing.ContainsKey(id)).ToList();
        Assert.True(outdated.Count == 0, $"Agree now: {string.Join(", ", outdated)}");
    }

    private static IEnumerable<Difference> Differences(Recorded recorded, Reading reading, bool isRead)
    {
        // Subtitles and the like the index does not read.
        var hasText = reading.Output.Count > 0 && reading.Output[0].Role != "list" && recorded["framing"] != "text";
        var text = Visible(hasText ? reading.Output[0] : null);
        var calls = reading.Output.SelectMany(m => m.Parts).OfType<ToolCallPart>().Where(c => !c.ByProvider).Select(c => c.Name);
        var usage = reading.Usage;
        (string Column, string Actual)[] always =
        [
            ("model_response", isRead ? reading.ModelServed ?? "" : recorded["model_response"]), ("tool_calls", string.Join(',', calls)),
            ("text_sha1", text.Length == 0 ? "" : Sha1(text)),
        ];
        (string Column, string Actual)[] whereNamed =
        [
            ("model_request", isRead ? reading.ModelRequested ?? "" : recorded["model_request"]), ("text_len", text.EnumerateRunes().Count().ToString(CultureInfo.InvariantCulture)),
            ("cached", Number(usage?.CacheRead)), ("cache_write", Number(usage?.CacheWrite)), ("reasoning", Number(usage?.Reasoning)),
            ("audio_in", Number(usage?.AudioInput)), ("audio_out", Number(usage?.AudioOutput)),
            ("image_in", Number(usage?.ImageInput)), ("image_out", Number(usage?.ImageOutput)),
        ];
        foreach (var (column, actual) in always.Concat(whereNamed.Where(w => recorded[w.Column].Length > 0)))
        {
            if (recorded[column] != actual)
            {
                yield return new(column, recorded[column], actual);
            }
        }

        // One reason for each choice there, the first choice's here; of an incomplete answer the status and the reason there, the reason here.
        if (recorded["finish"].Split(',')[0].Replace("incomplete:", "", StringComparison.Ordinal) is var finish && finish != (reading.FinishReason ?? ""))
        {
            yield return new("finish", finish, reading.FinishReason ?? "");
        }

        foreach (var difference in NumberDifferences(recorded, reading))
        {
            yield return difference;
        }

        if (isRead && recorded["done"].Length > 0 && reading.Complete != true)
        {
            yield return new("done", "seen", "not seen");
        }

        if (isRead && (recorded["framing"] is "sse" or "ndjson" or "json-array" or "aws-eventstream") != reading.Stream && recorded["framing"] != "empty")
        {
            yield return new("framing", recorded["framing"], $"stream: {reading.Stream}");
        }

        if ((recorded["error"].Length > 0 && recorded.Exchange.ResponseBody.Length > 0) != (reading.Error is not null))
        {
            yield return new("error", recorded["error"], reading.Error ?? "");
        }
    }

    private static IEnumerable<Difference> NumberDifferences(Recorded recorded, Reading reading)
    {
        var usage = reading.Usage;

        // Where the provider gave no number the index has a nought; to us it is unknown.
        foreach (var (own, total, actual) in new[] { ("input", "norm_input", usage?.Input), ("output", "norm_output", usage?.Output) })
        {
            // Of an embedding the total is all input, which the index does not say.
            var expected = recorded[own].Length == 0 && recorded[total] == "0" ? ""
                : own == "input" && recorded["endpoint"] == "embeddings" && recorded[own].Length == 0 ? recorded["total"]
                : recorded[total];
            if (expected != Number(actual))
            {
                yield return new(total, expected, Number(actual));
            }
        }

        // With a key of the caller's own the index has OpenRouter's fee alone.
        if (recorded["cost"].Length > 0 && reading.StatedCost?.Source.Contains("BYOK", StringComparison.Ordinal) != true
            && decimal.Parse(recorded["cost"], NumberStyles.Float, CultureInfo.InvariantCulture) != reading.StatedCost?.Usd)
        {
            yield return new("cost", recorded["cost"], $"{reading.StatedCost}");
        }
    }

    // The index counts the text of the first choice, without refusals and embeddings.
    private static string Visible(Message? message) => string.Concat(message?.Parts.OfType<TextPart>().Select(p => p.Text) ?? []);

    private static string Number(long? count) => count?.ToString(CultureInfo.InvariantCulture) ?? "";

    [SuppressMessage("Security", "CA5350", Justification = "The index of the recordings identifies texts by SHA-1; nothing is protected by it.")]
    private static string Sha1(string text) => Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(text)))[..12];

    /// <summary>A column in which the index and we differ; empty stands for nothing.</summary>
    private sealed record Difference(string Column, string Expected, string Actual);
}
