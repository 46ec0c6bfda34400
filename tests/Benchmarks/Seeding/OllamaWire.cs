namespace Observability.Benchmarks.Seeding;

/// <summary>Ollama's own chat and embeddings.</summary>
internal static class OllamaWire
{
    private const double PrefillPerSecond = 900;

    public static string Request(SeedCall call) => call.Model.IsEmbedding
        ? $$"""{"model":"{{call.Model.Name}}","input":"{{call.Said.Question}}"}"""
        : $$"""{"model":"{{call.Model.Name}}","stream":{{(call.IsStream ? "true" : "false")}},"messages":[{{OpenAiWire.Messages(call)}}]}""";

    public static Answer Answer(SeedCall call) =>
        call.Model.IsEmbedding ? new("application/json", [Embedding(call)])
        : call.IsStream ? new("application/x-ndjson", [.. Lines(call)])
        : new("application/json", [Line(call, call.Said.Answer, Metrics(call))]);

    private static IEnumerable<string> Lines(SeedCall call)
    {
        foreach (var part in OpenAiWire.Parts(call.Said.Answer))
        {
            yield return Line(call, part, ",\"done\":false");
        }

        yield return call.Mishap is { IsSaidByStream: true } mishap ? $$"""{"error":"{{mishap.Says}}"}""" + "\n" : Line(call, "", Metrics(call));
    }

    private static string Line(SeedCall call, string text, string rest) =>
        $$$"""{"model":"{{{call.Model.Name}}}","created_at":"{{{call.At:yyyy-MM-ddTHH:mm:ss.fffffff}}}Z","message":{"role":"assistant","content":"{{{text}}}"}{{{rest}}}}""" + "\n";

    private static string Metrics(SeedCall call)
    {
        var prefill = (long)(call.Input / PrefillPerSecond * 1e9);
        var decode = (call.Duration - call.FirstToken).Ticks * TimeSpan.NanosecondsPerTick;
        return $"""
            ,"done":true,"done_reason":"stop","total_duration":{decode + prefill},"load_duration":21000000,"prompt_eval_count":{call.Input},"prompt_eval_duration":{prefill},"eval_count":{call.Output},"eval_duration":{decode}
            """;
    }

    private static string Embedding(SeedCall call) =>
        $$"""{"model":"{{call.Model.Name}}","embeddings":[[0.0123,-0.0456,0.0789]],"total_duration":{{call.Duration.Ticks * TimeSpan.NanosecondsPerTick}},"prompt_eval_count":{{call.Input}}}""";
}
