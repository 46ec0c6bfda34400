using System.Globalization;
using System.Text;

namespace Observability.Benchmarks.Seeding;

/// <summary>OpenAI's chat completions and embeddings, as OpenAI and those who speak like it send them.</summary>
internal static class OpenAiWire
{
    private const string Begin = "data: ";
    private const string End = "\n\n";

    public static string Request(SeedCall call) => call.Model.IsEmbedding
        ? $$"""{"model":"{{call.Model.Name}}","input":["{{call.Said.Question}}"]}"""
        : $$"""{"model":"{{call.Model.Name}}",{{(call.IsStream ? "\"stream\":true,\"stream_options\":{\"include_usage\":true}," : "")}}"messages":[{{Messages(call)}}]}""";

    public static Answer Answer(SeedCall call) =>
        call.Model.IsEmbedding ? new("application/json", [Embedding(call)])
        : call.IsStream ? new("text/event-stream", [.. Events(call)], TextStarts: 1)
        : new("application/json", [Whole(call)]);

    /// <summary>The messages of a chat, as OpenAI, Anthropic and Ollama all take them.</summary>
    public static string Messages(SeedCall call)
    {
        if (call.Task is { } task)
        {
            return $$"""{"role":"user","content":"### Task:\nDo {{task}} of this chat.\n<chat_history>\nUSER: {{call.Said.Question}}\n</chat_history>"}""";
        }

        var text = new StringBuilder();
        foreach (var said in call.Before)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""{"role":"user","content":"{{said.Question}}"},{"role":"assistant","content":"{{said.Answer}}"},""");
        }

        return text.Append(CultureInfo.InvariantCulture, $$"""{"role":"user","content":"{{call.Said.Question}}"}""").ToString();
    }

    private static string Whole(SeedCall call) =>
        $$$"""
        {"id":"chatcmpl-{{{call.Number:x10}}}","object":"chat.completion","created":{{{call.At.ToUnixTimeSeconds()}}},"model":"{{{call.Model.Name}}}","choices":[{"index":0,"message":{"role":"assistant","content":"{{{call.Said.Answer}}}"},"finish_reason":"stop"}],"usage":{{{Usage(call)}}}}
        """;

    private static IEnumerable<string> Events(SeedCall call)
    {
        var start = $$"""{"id":"chatcmpl-{{call.Number:x10}}","object":"chat.completion.chunk","model":"{{call.Model.Name}}","choices":""";
        yield return $$$"""{{{Begin}}}{{{start}}}[{"index":0,"delta":{"role":"assistant"}}]}{{{End}}}""";
        foreach (var part in Parts(call.Said.Answer))
        {
            yield return $$$"""{{{Begin}}}{{{start}}}[{"index":0,"delta":{"content":"{{{part}}}"}}]}{{{End}}}""";
        }

        if (call.Mishap is { IsSaidByStream: true } mishap)
        {
            yield return $$$"""{{{Begin}}}{"error":{"message":"{{{mishap.Says}}}","type":"{{{mishap.Code}}}","code":"{{{mishap.Code}}}"}}{{{End}}}""";
            yield break;
        }

        yield return $$"""{{Begin}}{{start}}[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{{Usage(call)}}}{{End}}{{Begin}}[DONE]{{End}}""";
    }

    /// <summary>A text in three pieces.</summary>
    public static IEnumerable<string> Parts(string text)
    {
        var third = Math.Max(1, text.Length / 3);
        yield return text[..third];
        yield return text[third..(text.Length - third)];
        yield return text[(text.Length - third)..];
    }

    private static string Usage(SeedCall call) =>
        $$$"""
        {"prompt_tokens":{{{call.Input}}},"completion_tokens":{{{call.Output}}},"total_tokens":{{{call.Input + call.Output}}}{{{Cached(call)}}}}
        """;

    private static string Cached(SeedCall call) => call.CacheRead == 0 ? "" : $$$""","prompt_tokens_details":{"cached_tokens":{{{call.CacheRead}}}}""";

    private static string Embedding(SeedCall call) =>
        $$$"""
        {"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.0123,-0.0456,0.0789]}],"model":"{{{call.Model.Name}}}","usage":{"prompt_tokens":{{{call.Input}}},"total_tokens":{{{call.Input}}}}}
        """;
}
