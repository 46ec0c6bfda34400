using System.Text.Json;

namespace Observability.Testing.FakeProvider;

/// <summary>The Ollama half: /api/version, /api/tags, /api/ps, /api/show, /api/chat, /api/generate, /api/embed, /api/pull.</summary>
/// <param name="options">The provider's.</param>
internal sealed class OllamaDialect(FakeProviderOptions options)
{
    private const long LoadNanoseconds = 1_334_875;
    private const long PromptTokenNanoseconds = 1_500_000;
    private const long DefaultTokenNanoseconds = 16_000_000;

    private string CreatedAt => (options.Clock?.GetUtcNow() ?? DateTimeOffset.UnixEpoch.AddYears(56)).UtcDateTime.ToString("O");

    public async Task AnswerAsync(Reply reply, CancellationToken ct)
    {
        var body = await reply.BodyAsync(ct);
        var path = reply.Request.Path.Value!;
        if (HttpMethods.IsGet(reply.Request.Method))
        {
            var list = List(path);
            await reply.JsonAsync(list is null ? 404 : 200, list ?? Error(404), Ending.Whole, ct);
            return;
        }

        if (path == "/api/pull")
        {
            await reply.StreamAsync("application/x-ndjson", [.. OllamaPull.Progress()], [], Ending.Whole, OllamaPull.Pace(options), ct);
            return;
        }

        var known = path is "/api/chat" or "/api/generate" or "/api/embed" or "/api/show";
        if (!known || ProviderRequest.Read(body) is not { } request)
        {
            var status = known ? 400 : 404;
            await reply.JsonAsync(status, Error(status), Ending.Whole, ct);
            return;
        }

        await AnswerAsync(reply, request, path, ct);
    }

    private static byte[] Error(int status) => Json.Bytes(new
    {
        error = status switch
        {
            400 => "invalid character in the request body",
            401 => "unauthorized",
            404 => "404 page not found",
            429 => "server busy, please try again. maximum pending requests exceeded",
            _ => "an error was encountered while running the model",
        },
    });

    private byte[]? List(string path) => path switch
    {
        "/api/version" => Json.Bytes(new { version = "0.12.6" }),
        "/api/tags" => Json.Bytes(new { models = options.OllamaModels.Select(Model) }),
        "/api/ps" => Json.Bytes(new { models = options.OllamaModels.Take(1).Select(name => new { name, model = name, size = 2_019_393_189, expires_at = CreatedAt, size_vram = 0 }) }),
        _ => null,
    };

    private object Model(string name) => new
    {
        name,
        model = name,
        modified_at = CreatedAt,
        size = 2_019_393_189,
        digest = new string('a', 64),
        details = new { format = "gguf", family = name.Split(':')[0], parameter_size = "3.2B", quantization_level = "Q4_K_M" },
    };

    private async Task AnswerAsync(Reply reply, ProviderRequest request, string path, CancellationToken ct)
    {
        var behaviour = options.Plan(request);
        var pace = Pace.For(options, request, behaviour);
        if (await Refusal.MadeAsync(reply, behaviour, Error, ct))
        {
            return;
        }

        if (path is "/api/embed" or "/api/show")
        {
            await reply.JsonAsync(200, path == "/api/embed" ? Embeddings(request) : Json.Bytes(Model(request.Model)), behaviour.Ending, ct);
            return;
        }

        if (path == "/api/generate" && request.Number("keep_alive") == 0 && request.Question.Length == 0)
        {
            await reply.JsonAsync(200, Json.Bytes(new { model = request.Model, created_at = CreatedAt, response = "", done = true, done_reason = "unload" }), Ending.Whole, ct);
            return;
        }

        await Pace.WaitAsync(behaviour.Load ?? TimeSpan.Zero, ct);
        var answer = Author.Write(request, behaviour);
        // Ollama streams unless it is told not to.
        if (request.Stream != false)
        {
            IReadOnlyList<byte[]> frames = [.. Frames(request, answer, path, behaviour, pace)];
            await reply.StreamAsync("application/x-ndjson", frames, [.. Error(500), (byte)'\n'], behaviour.Ending, pace, ct);
            return;
        }

        await pace.WholeAsync(answer.OutputTokens, ct);
        var failed = behaviour.Ending == Ending.ErrorHalfway;
        var whole = Object(request, path, answer.Text, answer.ReasoningText, answer.Tool);
        Finish(whole, answer, behaviour, pace);
        await reply.JsonAsync(failed ? 500 : 200, failed ? Error(500) : Json.Bytes(whole), behaviour.Ending, ct);
    }

    private IEnumerable<byte[]> Frames(ProviderRequest request, Answer answer, string path, Behaviour behaviour, Pace pace)
    {
        foreach (var token in answer.Reasoning)
        {
            yield return Json.Line(Object(request, path, "", token, null));
        }

        foreach (var token in answer.Content)
        {
            yield return Json.Line(Object(request, path, token, null, null));
        }

        if (answer.Tool is not null)
        {
            yield return Json.Line(Object(request, path, "", null, answer.Tool));
        }

        var last = Object(request, path, "", null, null);
        Finish(last, answer, behaviour, pace);
        yield return Json.Line(last);
    }

    private Dictionary<string, object?> Object(ProviderRequest request, string path, string text, string? thinking, ToolCall? tool)
    {
        var line = new Dictionary<string, object?> { ["model"] = request.Model, ["created_at"] = CreatedAt };
        if (path == "/api/chat")
        {
            line["message"] = Message(text, thinking, tool);
        }
        else
        {
            line["response"] = text;
            if (thinking is not null)
            {
                line["thinking"] = thinking;
            }
        }

        line["done"] = false;
        return line;
    }

    private static Dictionary<string, object?> Message(string text, string? thinking, ToolCall? tool)
    {
        var message = new Dictionary<string, object?> { ["role"] = "assistant", ["content"] = text };
        if (thinking is not null)
        {
            message["thinking"] = thinking;
        }

        if (tool is not null)
        {
            using var arguments = JsonDocument.Parse(tool.ArgumentsJson);
            message["tool_calls"] = new[] { new { function = new { name = tool.Name, arguments = arguments.RootElement.Clone() } } };
        }

        return message;
    }

    // Turns a line into the last one. Its durations follow from the counts, so that the same request gets the same bytes.
    private static void Finish(Dictionary<string, object?> line, Answer answer, Behaviour behaviour, Pace pace)
    {
        line["done"] = true;
        line["done_reason"] = answer.Truncated ? "length" : "stop";
        if (!behaviour.ReportsUsage)
        {
            return;
        }

        var perToken = pace.Between > TimeSpan.Zero ? (long)pace.Between.TotalNanoseconds : DefaultTokenNanoseconds;
        var (prompt, eval) = (answer.PromptTokens * PromptTokenNanoseconds, answer.OutputTokens * perToken);
        var load = behaviour.Load is { } cold ? (long)cold.TotalNanoseconds : LoadNanoseconds;
        line["total_duration"] = load + prompt + eval;
        line["load_duration"] = load;
        line["prompt_eval_count"] = answer.PromptTokens;
        line["prompt_eval_duration"] = prompt;
        line["eval_count"] = answer.OutputTokens;
        line["eval_duration"] = eval;
    }

    private static byte[] Embeddings(ProviderRequest request)
    {
        var tokens = request.Inputs.Sum(Tokens.Count);
        return Json.Bytes(new
        {
            model = request.Model,
            embeddings = request.Inputs.Select(text => Vectors.Of(text, 64)),
            total_duration = LoadNanoseconds + (tokens * PromptTokenNanoseconds),
            load_duration = LoadNanoseconds,
            prompt_eval_count = tokens,
        });
    }
}
