using System.Text;
using System.Text.Json;

namespace Observability.Demo;

/// <summary>Request bodies, in the dialects of OpenAI, Ollama and Open WebUI's own API.</summary>
internal static class Bodies
{
    private static readonly object HoursTool = new
    {
        type = "function",
        function = new
        {
            name = "opening_hours",
            description = "Opening hours of a shop on a day.",
            parameters = new
            {
                type = "object",
                properties = new { shop = new { type = "string" }, day = new { type = "integer", description = "1 = Monday" } },
                required = (string[])["shop", "day"],
            },
        },
    };

    /// <summary>A turn of a chat, streamed. About a document, its last question stands in Open WebUI's template for retrieval.</summary>
    public static byte[] Turn(Chat chat)
    {
        var body = new Dictionary<string, object> { ["model"] = chat.Model, ["stream"] = true };
        if (chat.AsksUsage && !chat.Ollama)
        {
            body["stream_options"] = new { include_usage = true };
        }

        body["messages"] = chat.Turns.Select(t => Message(t, chat)).ToList();
        if (chat.HasTools)
        {
            body["tools"] = (object[])[HoursTool];
        }

        if (chat.Ollama)
        {
            body["options"] = new { temperature = 0.7, num_ctx = 4096 };
        }

        return Json(body);
    }

    /// <summary>A background task of Open WebUI over a chat: one user message, not streamed.</summary>
    public static byte[] Task(string opening, Chat chat)
    {
        var history = string.Join('\n', chat.Turns.Where(t => t.Tool is null).TakeLast(6).Select(t => $"{t.Role.ToUpperInvariant()}: {t.Text}"));
        var messages = new[] { new { role = "user", content = $"### Task:\n{opening}\n\nAnswer with JSON only.\n\n<chat_history>\n{history}\n</chat_history>" } };
        return chat.Ollama
            ? Json(new { model = chat.Model, messages, stream = false, num_predict = 1000 })
            : Json(new { model = chat.Model, messages, stream = false, max_tokens = 1000 });
    }

    /// <summary>A question to Open WebUI's own API, about one of its collections.</summary>
    public static byte[] Ask(string model, string question, string collection) => Json(new
    {
        model,
        stream = true,
        messages = new[] { new { role = "user", content = question } },
        files = new[] { new { type = "collection", id = collection } },
    });

    /// <summary>The same question as Open WebUI sends it on.</summary>
    public static byte[] Passed(string model, string question) =>
        Json(new { model, stream = true, messages = new[] { new { role = "user", content = question } } });

    /// <summary>A plain completion.</summary>
    public static byte[] Completion(string prompt) => Json(new { model = "gpt-3.5-turbo-instruct", prompt, max_tokens = 40 });

    /// <summary>Ollama's generate.</summary>
    public static byte[] Generate(string model, string prompt) => Json(new { model, prompt, stream = true });

    /// <summary>Ollama forgets a model.</summary>
    public static byte[] Unload(string model) => Json(new { model, keep_alive = 0, prompt = "" });

    /// <summary>Ollama fetches a model.</summary>
    public static byte[] Pull(string model) => Json(new { model, insecure = false });

    /// <summary>Embeddings of a few texts, as a document import asks for them.</summary>
    public static byte[] Embeddings(string model, IEnumerable<string> texts) => Json(new { model, input = texts });

    private static object Message(Turn turn, Chat chat) => turn switch
    {
        { Role: "assistant", Tool: { } tool } => new
        {
            role = "assistant",
            content = "",
            tool_calls = new[] { new { id = tool.Id, type = "function", function = new { name = tool.Name, arguments = tool.Arguments } } },
        },
        { Role: "tool", Tool: { } tool } => new { role = "tool", tool_call_id = tool.Id, content = turn.Text },
        _ when chat.Document is { } document && turn == chat.Question => new { role = "user", content = Retrieved(document, turn.Text) },
        _ => new { role = turn.Role, content = turn.Text },
    };

    private static string Retrieved(string document, string question) =>
        "### Task:\nRespond to the user query using the provided context, incorporating inline citations.\n\n<context>\n"
        + $"<source id=\"1\" name=\"{document}\">{Cast.Documents[document.Length % Cast.Documents.Length]}</source>\n</context>\n\n{question}";

    private static byte[] Json(object value) => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(value));
}
