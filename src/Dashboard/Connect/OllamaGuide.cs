namespace Observability.Dashboard.Connect;

/// <summary>Ollama's own programs and clients.</summary>
internal static class OllamaGuide
{
    public static IReadOnlyList<GuideStep> For(ConnectTarget target, Way way) =>
    [
        way is Way.Python
            ? new(GuideText.OllamaClientTitle, [GuideText.OllamaWhy], [new("ollama", Client(target)), new(GuideText.OllamaOpenAI, target.OpenAIBase)])
            : new(
                GuideText.OllamaTitle, [GuideText.OllamaWhy],
                [
                    new(GuideText.WhereShell, $"OLLAMA_HOST='{target.Root}' ollama run llama3.2"),
                    new(GuideText.WhereShell, $$"""curl '{{target.Root}}/api/chat' -d '{"model":"llama3.2","messages":[{"role":"user","content":"Say hello."}]}'"""),
                ]),
        new(GuideText.OllamaServerTitle, [GuideText.OllamaServerWhy, GuideText.OllamaSeen], [new(GuideText.IngestEnvironment, "UPSTREAM_OLLAMA_URL=http://HOST:11434")]),
    ];

    private static string Client(ConnectTarget target) =>
        $$"""
        from ollama import Client

        client = Client(host="{{target.Root}}")
        for part in client.chat("llama3.2", messages=[{"role": "user", "content": "Say hello."}], stream=True):
            print(part.message.content, end="", flush=True)
        """;
}
