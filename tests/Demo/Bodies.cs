using System.Text;
using System.Text.Json;

namespace Observability.Demo;

/// <summary>Request bodies, in the two dialects.</summary>
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

    /// <summary>A turn of a chat, streamed.</summary>
    public static byte[] Turn(Chat chat)
    {
        var messages = chat.Turns.Select(t => new { role = t.Role, content = t.Text });
        return chat.Ollama
            ? Json(new { model = chat.Model, messages, stream = true, options = new { temperature = 0.7, num_ctx = 4096 } })
            : Json(new { model = chat.Model, stream = true, stream_options = new { include_usage = true }, messages });
    }

    /// <summary>A background task of Open WebUI over a chat: one user message, not streamed.</summary>
    public static byte[] Task(string opening, Chat chat)
    {
        var history = string.Join('\n', chat.Turns.TakeLast(6).Select(t => $"{t.Role.ToUpperInvariant()}: {t.Text}"));
        var messages = new[] { new { role = "user", content = $"### Task:\n{opening}\n\nAnswer with JSON only.\n\n<chat_history>\n{history}\n</chat_history>" } };
        return chat.Ollama
            ? Json(new { model = chat.Model, messages, stream = false, num_predict = 1000 })
            : Json(new { model = chat.Model, messages, stream = false, max_tokens = 1000 });
    }

    /// <summary>A question with a tool to answer it.</summary>
    public static byte[] ToolQuestion(string model) => Json(new
    {
        model,
        messages = new[] { new { role = "user", content = "Is the bakery at the station open on Sunday?" } },
        tools = (object[])[HoursTool],
        tool_choice = "auto",
        stream = false,
    });

    /// <summary>A plain completion.</summary>
    public static byte[] Completion(string prompt) => Json(new { model = "gpt-3.5-turbo-instruct", prompt, max_tokens = 40 });

    /// <summary>Ollama's generate.</summary>
    public static byte[] Generate(string model, string prompt) => Json(new { model, prompt, stream = true });

    /// <summary>Embeddings of a few texts, as a document import asks for them.</summary>
    public static byte[] Embeddings(string model, IEnumerable<string> texts) => Json(new { model, input = texts });

    private static byte[] Json(object value) => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(value));
}
