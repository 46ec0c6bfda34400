namespace Observability.Benchmarks.Seeding;

/// <summary>Anthropic's messages.</summary>
internal static class AnthropicWire
{
    public static string Request(SeedCall call) =>
        $$"""{"model":"{{call.Model.Name}}","max_tokens":4096,{{(call.IsStream ? "\"stream\":true," : "")}}"messages":[{{OpenAiWire.Messages(call)}}]}""";

    public static Answer Answer(SeedCall call) => call.IsStream ? new("text/event-stream", [.. Events(call)], TextStarts: 1) : new("application/json", [Whole(call)]);

    private static string Whole(SeedCall call) =>
        $$$"""
        {"id":"msg_{{{call.Number:x10}}}","type":"message","role":"assistant","model":"{{{call.Model.Name}}}","content":[{"type":"text","text":"{{{call.Said.Answer}}}"}],"stop_reason":"end_turn","usage":{{{Usage(call, call.Output)}}}}
        """;

    private static IEnumerable<string> Events(SeedCall call)
    {
        yield return Event("message_start", $$$"""
            {"type":"message_start","message":{"id":"msg_{{{call.Number:x10}}}","type":"message","role":"assistant","model":"{{{call.Model.Name}}}","content":[],"usage":{{{Usage(call, 1)}}}}}
            """) + Event("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""");
        foreach (var part in OpenAiWire.Parts(call.Said.Answer))
        {
            yield return Event("content_block_delta", $$$"""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"{{{part}}}"}}""");
        }

        if (call.Mishap is { IsSaidByStream: true } mishap)
        {
            yield return Event("error", $$$"""{"type":"error","error":{"type":"{{{mishap.Code}}}","message":"{{{mishap.Says}}}"}}""");
            yield break;
        }

        yield return Event("content_block_stop", """{"type":"content_block_stop","index":0}""")
            + Event("message_delta", $$$"""{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":{{{call.Output}}}}}""")
            + Event("message_stop", """{"type":"message_stop"}""");
    }

    private static string Event(string name, string data) => $"event: {name}\ndata: {data}\n\n";

    // What came from the cache stands beside the rest, not in it.
    private static string Usage(SeedCall call, long output) =>
        $$"""{"input_tokens":{{call.Input - call.CacheRead}},"cache_read_input_tokens":{{call.CacheRead}},"output_tokens":{{output}}}""";
}
