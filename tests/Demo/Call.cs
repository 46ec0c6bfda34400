namespace Observability.Demo;

/// <summary>One request of the demo.</summary>
/// <param name="Upstream">First segment of the path.</param>
/// <param name="Rest">The provider's path.</param>
/// <param name="Body">JSON; null = a GET.</param>
internal sealed record Call(string Upstream, string Rest, byte[]? Body)
{
    private const string OpenWebUi = "Python/3.11 aiohttp/3.13.5";

    /// <summary>Whether the key travels in the path, as Open WebUI needs it, or in a header, as scripts do.</summary>
    public bool KeyInPath { get; init; } = true;

    public string Agent { get; init; } = OpenWebUi;

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>A call in one of the two dialects.</summary>
    public static Call To(bool ollama, string openAiRest, string ollamaRest, byte[]? body) =>
        ollama ? new("demo_ollama", ollamaRest, body) : new("demo", openAiRest, body);

    /// <summary>The headers Open WebUI forwards about a person and, in a chat, about the chat.</summary>
    public Call By(Person person, string? chatId) => this with
    {
        Headers =
        [
            ("X-OpenWebUI-User-Name", Uri.EscapeDataString(person.Name).Replace("%20", " ", StringComparison.Ordinal)),
            ("X-OpenWebUI-User-Id", person.Id),
            ("X-OpenWebUI-User-Email", person.Email),
            ("X-OpenWebUI-User-Role", person.Role),
            .. chatId is null ? [] : new[] { ("X-OpenWebUI-Chat-Id", chatId) },
        ],
    };

    /// <summary>The same from a script: key in a header, user and property by header.</summary>
    public Call FromScript(string user) => this with
    {
        KeyInPath = false,
        Agent = "document-import/2.1",
        Headers = [("X-Observability-User-Id", user), ("X-Observability-Property-Job", "nightly-import")],
    };
}
