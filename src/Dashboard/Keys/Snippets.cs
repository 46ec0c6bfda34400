namespace Observability.Dashboard.Keys;

/// <summary>Something to paste, and where.</summary>
/// <param name="Where">Where it goes; a line above it.</param>
/// <param name="Text">The text itself, complete.</param>
public sealed record Snippet(string Where, string Text);

/// <summary>A client and what to paste into it.</summary>
/// <param name="Client">Name of the client.</param>
/// <param name="Snippets">In the order of doing.</param>
/// <param name="Note">What else to know; null when nothing.</param>
public sealed record ClientSetup(string Client, IReadOnlyList<Snippet> Snippets, string? Note);

/// <summary>What to paste where, with the reader's own ingest address and key already in it.</summary>
public static class Snippets
{
    /// <summary>
    /// Headers for an Open WebUI connection: sessions, users and background tasks are then told apart without any plugin.
    /// Open WebUI fills in the braces (from 0.10 on).
    /// </summary>
    public const string ConnectionHeaders = Connect.ConnectionHeaders.Json;

    /// <summary>Every client we write for.</summary>
    /// <param name="ingest">Address of the ingest without a slash at its end.</param>
    /// <param name="key">A write key.</param>
    public static IReadOnlyList<ClientSetup> For(string ingest, string key) =>
    [
        OpenWebUi(ingest, key),
        Ollama(ingest, key),
        Curl(ingest, key),
        Python(ingest, key),
        JavaScript(ingest, key),
        CSharp(ingest, key),
        Anthropic(ingest, key),
    ];

    private static ClientSetup OpenWebUi(string ingest, string key) => new(
        "Open WebUI",
        [
            new(SnippetsText.NewInstance, $"OPENAI_API_BASE_URL={ingest}/v1/{key}\nOPENAI_API_KEY=<your OpenAI key>\nENABLE_FORWARD_USER_INFO_HEADERS=True"),
            new(SnippetsText.RunningInstance, $"{ingest}/v1/{key}"),
            new(SnippetsText.SameDialogHeaders, ConnectionHeaders),
        ],
        SnippetsText.OpenWebUiNote);

    private static ClientSetup Ollama(string ingest, string key) => new(
        "Ollama",
        [
            new(SnippetsText.OpenWebUiEnvironment, $"OLLAMA_BASE_URL={ingest}/ollama/{key}"),
            new(SnippetsText.OllamaCommandLine, $"OLLAMA_HOST={ingest}/ollama/{key} ollama run llama3.2"),
        ],
        SnippetsText.OllamaNote);

    private static ClientSetup Curl(string ingest, string key) => new(
        "curl",
        [
            new(SnippetsText.Shell,
                $$"""
                curl {{ingest}}/v1/{{key}}/chat/completions \
                  -H "Authorization: Bearer $OPENAI_API_KEY" \
                  -H "Content-Type: application/json" \
                  -d '{"model":"gpt-4o-mini","stream":true,"messages":[{"role":"user","content":"Say hello."}]}'
                """),
        ],
        null);

    private static ClientSetup Python(string ingest, string key) => new(
        "Python",
        [
            new("openai",
                $"""
                from openai import OpenAI

                client = OpenAI(base_url="{ingest}/v1/{key}")
                answer = client.chat.completions.create(
                    model="gpt-4o-mini",
                    messages=[dict(role="user", content="Say hello.")],
                )
                print(answer.choices[0].message.content)
                """),
        ],
        null);

    private static ClientSetup JavaScript(string ingest, string key) => new(
        "JavaScript",
        [
            new("openai",
                $$"""
                import OpenAI from "openai";

                const client = new OpenAI({ baseURL: "{{ingest}}/v1/{{key}}" });
                const answer = await client.chat.completions.create({
                  model: "gpt-4o-mini",
                  messages: [{ role: "user", content: "Say hello." }],
                });
                console.log(answer.choices[0].message.content);
                """),
        ],
        null);

    private static ClientSetup CSharp(string ingest, string key) => new(
        "C#",
        [
            new("OpenAI",
                $$"""
                using System.ClientModel;
                using OpenAI;
                using OpenAI.Chat;

                var client = new ChatClient(
                    "gpt-4o-mini",
                    new ApiKeyCredential(Environment.GetEnvironmentVariable("OPENAI_API_KEY")!),
                    new OpenAIClientOptions { Endpoint = new Uri("{{ingest}}/v1/{{key}}") });
                ChatCompletion answer = await client.CompleteChatAsync("Say hello.");
                Console.WriteLine(answer.Content[0].Text);
                """),
        ],
        null);

    private static ClientSetup Anthropic(string ingest, string key) => new(
        "Anthropic",
        [
            new(SnippetsText.SdkEnvironment, $"ANTHROPIC_BASE_URL={ingest}/anthropic/{key}"),
        ],
        null);
}
