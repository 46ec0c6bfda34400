using System.Buffers.Binary;

namespace Observability.Testing.FakeProvider;

/// <summary>The OpenAI half: /v1/models, /v1/chat/completions, /v1/completions, /v1/embeddings; and Open WebUI's /api/models, /api/chat/completions.</summary>
/// <param name="options">The provider's.</param>
internal sealed class OpenAiDialect(FakeProviderOptions options)
{
    private long Created => (options.Clock?.GetUtcNow() ?? DateTimeOffset.UnixEpoch.AddYears(56)).ToUnixTimeSeconds();

    public async Task AnswerAsync(Reply reply, CancellationToken ct)
    {
        var body = await reply.BodyAsync(ct);
        var path = reply.Request.Path.Value!;
        if (HttpMethods.IsGet(reply.Request.Method))
        {
            await (path is "/v1/models" or "/api/models" ? reply.JsonAsync(200, Models(), Ending.Whole, ct) : reply.JsonAsync(404, Error(404), Ending.Whole, ct));
            return;
        }

        var kind = path switch { "/v1/chat/completions" or "/api/chat/completions" => Kind.Chat, "/v1/completions" => Kind.Text, "/v1/embeddings" => Kind.Embedding, _ => Kind.Unknown };
        if (kind == Kind.Unknown || ProviderRequest.Read(body) is not { } request)
        {
            var status = kind == Kind.Unknown ? 404 : 400;
            await reply.JsonAsync(status, Error(status), Ending.Whole, ct);
            return;
        }

        await AnswerAsync(reply, request, kind, ct);
    }

    /// <summary>The body of an error.</summary>
    internal static byte[] Error(int status)
    {
        var (message, type, code) = status switch
        {
            400 => ("We could not parse the JSON body of your request.", "invalid_request_error", null),
            401 => ("Incorrect API key provided.", "invalid_request_error", "invalid_api_key"),
            404 => ("Unknown request URL.", "invalid_request_error", "unknown_url"),
            429 => ("Rate limit reached for requests. Please try again in 2s.", "requests", "rate_limit_exceeded"),
            _ => ("The server had an error while processing your request.", "server_error", (string?)null),
        };
        return Json.Bytes(new { error = new { message, type, param = (string?)null, code } });
    }

    private async Task AnswerAsync(Reply reply, ProviderRequest request, Kind kind, CancellationToken ct)
    {
        var behaviour = options.Plan(request);
        var pace = Pace.For(options, request, behaviour);
        if (await Refusal.MadeAsync(reply, behaviour, Error, ct))
        {
            return;
        }

        if (kind == Kind.Embedding)
        {
            await reply.JsonAsync(200, Embeddings(request, behaviour), behaviour.Ending, ct);
            return;
        }

        var answer = Author.Write(request, behaviour);
        if (request.Stream == true)
        {
            IReadOnlyList<byte[]> frames = [.. Frames(request, answer, kind, behaviour)];
            await reply.StreamAsync("text/event-stream; charset=utf-8", frames, [.. "data: "u8, .. Error(500), .. "\n\n"u8], behaviour.Ending, pace, ct);
            return;
        }

        await pace.WholeAsync(answer.OutputTokens, ct);
        var failed = behaviour.Ending == Ending.ErrorHalfway;
        await reply.JsonAsync(failed ? 500 : 200, failed ? Error(500) : Whole(request, answer, kind, behaviour), behaviour.Ending, ct);
    }

    private byte[] Models() => Json.Bytes(new
    {
        @object = "list",
        data = options.OpenAiModels.Select(id => new { id, @object = "model", created = Created, owned_by = "fake" }),
    });

    private byte[] Whole(ProviderRequest request, Answer answer, Kind kind, Behaviour behaviour) => Json.Bytes(new
    {
        id = Id(request, kind),
        @object = kind == Kind.Chat ? "chat.completion" : "text_completion",
        created = Created,
        model = request.Model,
        choices = (object[])
        [
            kind == Kind.Chat
                ? new { index = 0, message = Message(request, answer), logprobs = (object?)null, finish_reason = FinishReason(answer) }
                : new { index = 0, text = answer.Text, logprobs = (object?)null, finish_reason = FinishReason(answer) },
        ],
        usage = behaviour.ReportsUsage ? Usage(answer) : null,
    });

    private static Dictionary<string, object?> Message(ProviderRequest request, Answer answer)
    {
        var message = new Dictionary<string, object?> { ["role"] = "assistant", ["content"] = answer.Tool is null ? answer.Text : null };
        if (answer.ReasoningText is { } reasoning)
        {
            message["reasoning_content"] = reasoning;
        }

        if (answer.Tool is { } tool)
        {
            message["tool_calls"] = new[] { new { id = CallId(request), type = "function", function = new { name = tool.Name, arguments = tool.ArgumentsJson } } };
        }

        return message;
    }

    private IEnumerable<byte[]> Frames(ProviderRequest request, Answer answer, Kind kind, Behaviour behaviour)
    {
        var withUsage = request.IncludeUsage && behaviour.ReportsUsage;
        if (request.Files.Count > 0)
        {
            yield return Json.Event(new { sources = request.Files.Select(Source) });
        }

        foreach (var choice in kind == Kind.Chat ? ChatChoices(request, answer) : TextChoices(answer))
        {
            yield return Json.Event(Chunk(request, kind, [choice], withUsage, null));
        }

        if (withUsage)
        {
            yield return Json.Event(Chunk(request, kind, [], withUsage, Usage(answer)));
        }

        yield return Json.Text("data: [DONE]\n\n");
    }

    private Dictionary<string, object?> Chunk(ProviderRequest request, Kind kind, object[] choices, bool withUsage, object? usage)
    {
        var chunk = new Dictionary<string, object?>
        {
            ["id"] = Id(request, kind),
            ["object"] = kind == Kind.Chat ? "chat.completion.chunk" : "text_completion",
            ["created"] = Created,
            ["model"] = request.Model,
            ["choices"] = choices,
        };
        if (withUsage)
        {
            chunk["usage"] = usage;
        }

        return chunk;
    }

    private static IEnumerable<object> ChatChoices(ProviderRequest request, Answer answer)
    {
        yield return Delta(new { role = "assistant", content = "" }, null);
        foreach (var token in answer.Reasoning)
        {
            yield return Delta(new { reasoning_content = token }, null);
        }

        foreach (var token in answer.Content)
        {
            yield return Delta(new { content = token }, null);
        }

        foreach (var call in ToolDeltas(request, answer.Tool))
        {
            yield return Delta(new { tool_calls = new[] { call } }, null);
        }

        yield return Delta(new { }, FinishReason(answer));
    }

    // The call is named first; its arguments follow in two pieces, as the real one cuts them anywhere.
    private static IEnumerable<object> ToolDeltas(ProviderRequest request, ToolCall? tool)
    {
        if (tool is null)
        {
            yield break;
        }

        var half = tool.ArgumentsJson.Length / 2;
        yield return new { index = 0, id = CallId(request), type = "function", function = new { name = tool.Name, arguments = "" } };
        yield return new { index = 0, function = new { arguments = tool.ArgumentsJson[..half] } };
        yield return new { index = 0, function = new { arguments = tool.ArgumentsJson[half..] } };
    }

    private static IEnumerable<object> TextChoices(Answer answer) =>
        answer.Content.Select(token => new { text = token, index = 0, logprobs = (object?)null, finish_reason = (string?)null })
            .Append(new { text = "", index = 0, logprobs = (object?)null, finish_reason = (string?)FinishReason(answer) });

    // What Open WebUI found for the question, before anything of the answer.
    private static object Source(string id) => new
    {
        source = new { id, name = $"{id}.pdf", type = "collection" },
        document = (string[])["Invoices above five hundred euros need a second signature.", "Visitors leave their bags at the front desk."],
        metadata = new[] { new { file_id = $"file-{id}", name = $"{id}.pdf", page = 3 }, new { file_id = $"file-{id}", name = $"{id}.pdf", page = 7 } },
        distances = (double[])[0.82, 0.61],
    };

    private static object Delta(object delta, string? finishReason) => new { index = 0, delta, logprobs = (object?)null, finish_reason = finishReason };

    private static byte[] Embeddings(ProviderRequest request, Behaviour behaviour)
    {
        var base64 = request.Text("encoding_format") == "base64";
        var tokens = request.Inputs.Sum(Tokens.Count);
        return Json.Bytes(new
        {
            @object = "list",
            data = request.Inputs.Select((text, index) =>
            {
                var vector = Vectors.Of(text, request.Number("dimensions") ?? 64);
                return new { @object = "embedding", index, embedding = base64 ? Base64(vector) : (object)vector };
            }),
            model = request.Model,
            usage = behaviour.ReportsUsage ? new { prompt_tokens = tokens, total_tokens = tokens } : null,
        });
    }

    private static string Base64(float[] vector)
    {
        var bytes = new byte[vector.Length * 4];
        for (var i = 0; i < vector.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * 4), vector[i]);
        }

        return Convert.ToBase64String(bytes);
    }

    private static object Usage(Answer answer) => new
    {
        prompt_tokens = answer.PromptTokens,
        completion_tokens = answer.OutputTokens,
        total_tokens = answer.PromptTokens + answer.OutputTokens,
        prompt_tokens_details = new { cached_tokens = answer.CachedTokens, audio_tokens = 0 },
        completion_tokens_details = new { reasoning_tokens = answer.Reasoning.Count, audio_tokens = 0 },
    };

    private static string FinishReason(Answer answer) => answer.Tool is not null ? "tool_calls" : answer.Truncated ? "length" : "stop";

    private static string Id(ProviderRequest request, Kind kind) => (kind == Kind.Chat ? "chatcmpl-" : "cmpl-") + request.Name(24);

    private static string CallId(ProviderRequest request) => "call_" + request.Name(16);

    private enum Kind
    {
        Unknown,
        Chat,
        Text,
        Embedding,
    }
}
