namespace Observability.Demo;

/// <summary>One request of the demo.</summary>
/// <param name="Upstream">First segment of the path.</param>
/// <param name="Rest">The provider's path.</param>
/// <param name="Body">JSON; null = a GET.</param>
internal sealed record Call(string Upstream, string Rest, byte[]? Body)
{
    public const string OpenAI = "demo";
    public const string Ollama = "demo_ollama";
    public const string OpenWebUi = "demo_openwebui";

    private const string OpenWebUiAgent = "Python/3.11 aiohttp/3.13.5";

    /// <summary>Whether the key travels in the path, as Open WebUI needs it, or in a header, as scripts do.</summary>
    public bool KeyInPath { get; init; } = true;

    public string Agent { get; init; } = OpenWebUiAgent;

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>A call in one of the two dialects.</summary>
    public static Call To(bool ollama, string openAiRest, string ollamaRest, byte[]? body) =>
        ollama ? new(Ollama, ollamaRest, body) : new(OpenAI, openAiRest, body);

    /// <summary>The headers Open WebUI forwards about a person.</summary>
    public Call By(Person person) => this with
    {
        Headers =
        [
            ("X-OpenWebUI-User-Name", Uri.EscapeDataString(person.Name).Replace("%20", " ", StringComparison.Ordinal)),
            ("X-OpenWebUI-User-Id", person.Id),
            ("X-OpenWebUI-User-Email", person.Email),
            ("X-OpenWebUI-User-Role", person.Role),
        ],
    };

    /// <summary>The same in a chat, with the templates of the connection's headers filled in where it has them.</summary>
    /// <param name="chat">The chat.</param>
    /// <param name="task">The background task; empty for the chat itself.</param>
    public Call In(Chat chat, string task)
    {
        var plain = By(chat.Person);
        return plain with
        {
            Headers = chat.HasHeaders
                ? [.. plain.Headers, ("X-OpenWebUI-Chat-Id", chat.Id), .. Templates(chat, task)]
                : [.. plain.Headers, ("X-OpenWebUI-Chat-Id", chat.Id)],
        };
    }

    /// <summary>The same from a script: key in a header, user and property by header.</summary>
    public Call FromScript(string user) => this with
    {
        KeyInPath = false,
        Agent = "document-import/2.1",
        Headers = [("X-Observability-User-Id", user), ("X-Observability-Property-Job", "nightly-import")],
    };

    private static IEnumerable<(string Name, string Value)> Templates(Chat chat, string task) =>
    [
        ("X-OpenWebUI-Message-Id", chat.AnswerId),
        ("X-OpenWebUI-User-Message-Id", chat.Question.Id),
        ("X-OpenWebUI-User-Message-Parent-Id", chat.Question.Parent),
        ("X-OpenWebUI-Task", task),
        ("X-OpenWebUI-User-Groups", string.Join(',', chat.Person.Groups)),
    ];
}
