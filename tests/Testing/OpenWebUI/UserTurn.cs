using System.Text.Json.Nodes;

namespace Observability.Testing.OpenWebUI;

/// <summary>What Open WebUI does when somebody writes into a new chat: models, then answer and title at once, tools as long as the model asks for them, follow-ups, tags.</summary>
/// <param name="client">The user's connection.</param>
/// <param name="model">The model they chose.</param>
/// <param name="taskModel">The model that background tasks are given to.</param>
public sealed class UserTurn(OpenWebUIClient client, string model, string taskModel)
{
    // CHAT_RESPONSE_MAX_TOOL_CALL_ITERATIONS
    private const int MostLoops = 256;

    private readonly JsonArray _messages = [];
    private readonly List<TurnCall> _calls = [];
    private MessageIds _message = new("", "", "");

    /// <summary>Every call that was answered, and what the client was told of its usage.</summary>
    public IReadOnlyList<TurnCall> Calls => _calls;

    /// <summary>The whole turn: the chat offers a tool, whose result is always the same.</summary>
    /// <param name="system">The system prompt.</param>
    /// <param name="question">What the user writes.</param>
    /// <param name="ct">Ends the test.</param>
    /// <exception cref="OpenWebUIException">Something would not have been shown.</exception>
    public async Task RunAsync(string system, string question, CancellationToken ct)
    {
        if (!(await client.ModelsAsync(ct)).Contains(model))
        {
            throw new OpenWebUIException($"{model} is not in the menu.");
        }

        _messages.Add(Said("system", system));
        Write(question);
        var title = TaskAsync("title_generation", "Generate a concise title summarizing the chat history.", ct);
        var answer = await StreamAsync(withTool: true, ct);
        for (var loop = 0; answer.Calls.Count > 0 && loop < MostLoops; loop++)
        {
            UseTools(answer);
            answer = await StreamAsync(withTool: true, ct);
        }

        _messages.Add(Said("assistant", answer.Text));
        await title;
        await TaskAsync("follow_up_generation", "Suggest 3-5 relevant follow-up questions or prompts", ct);
        await TaskAsync("tags_generation", "Generate 1-3 broad tags categorizing the main themes of the chat history", ct);
    }

    /// <summary>Writes another message and stops its answer.</summary>
    /// <param name="question">What the user writes.</param>
    /// <param name="afterCharacters">Stop is pressed when so much of the answer is there.</param>
    /// <param name="ct">Ends the test.</param>
    /// <returns>What was there when it was stopped.</returns>
    public async Task<string> StopAsync(string question, int afterCharacters, CancellationToken ct)
    {
        Write(question);
        return (await client.StreamAsync(Chat(withTool: false), _message, m => m.Text.Length >= afterCharacters, ct)).Text;
    }

    private static JsonObject Said(string role, string text) => new() { ["role"] = role, ["content"] = text };

    private void Write(string question)
    {
        _messages.Add(Said("user", question));
        _message = new(Guid.CreateVersion7().ToString(), Guid.CreateVersion7().ToString(), _message.Answer);
    }

    private async Task<OpenWebUIAnswer> StreamAsync(bool withTool, CancellationToken ct)
    {
        var answer = await client.StreamAsync(Chat(withTool), _message, _ => false, ct);
        if ((answer.Error ?? answer.Fault) is { } error)
        {
            throw new OpenWebUIException(error);
        }

        Keep(new(null, model, answer.Usage is { } usage ? JsonNode.Parse(usage) as JsonObject : null));
        return answer;
    }

    private JsonObject Chat(bool withTool)
    {
        var body = new JsonObject
        {
            ["model"] = model,
            ["stream"] = true,
            ["stream_options"] = new JsonObject { ["include_usage"] = true },
            ["messages"] = _messages.DeepClone(),
        };
        if (withTool)
        {
            body["tools"] = JsonNode.Parse(
                """[{"type":"function","function":{"name":"search_web","description":"Search the web.","parameters":{"type":"object","properties":{"query":{"type":"string"}}}}}]""");
        }

        return body;
    }

    private void UseTools(OpenWebUIAnswer answer)
    {
        _messages.Add(new JsonObject
        {
            ["role"] = "assistant",
            ["content"] = answer.Text,
            ["tool_calls"] = new JsonArray([.. answer.Calls.Select(call => (JsonNode)new JsonObject
            {
                ["id"] = call.Id,
                ["type"] = "function",
                ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = call.Arguments },
            })]),
        });
        foreach (var call in answer.Calls)
        {
            _messages.Add(new JsonObject { ["role"] = "tool", ["tool_call_id"] = call.Id, ["content"] = "Four kilometres, says the atlas." });
        }
    }

    private async Task TaskAsync(string task, string wish, CancellationToken ct)
    {
        var history = string.Join('\n', _messages.Where(m => m!["role"]!.ToString() is "user" or "assistant").Select(m => $"{m!["role"]!.ToString().ToUpperInvariant()}: {m["content"]}"));
        var body = new JsonObject
        {
            ["model"] = taskModel,
            ["messages"] = new JsonArray(Said("user", $"### Task:\n{wish}\n### Guidelines:\n- Answer in JSON.\n### Chat History:\n<chat_history>\n{history}\n</chat_history>")),
            ["stream"] = false,
            ["max_tokens"] = 1000,
        };
        var answer = await client.TaskAsync(task, body, _message, ct);
        Keep(new(task, taskModel, answer["usage"] as JsonObject));
    }

    private void Keep(TurnCall call)
    {
        // Answer and title come back at the same time.
        lock (_calls)
        {
            _calls.Add(call);
        }
    }
}

/// <summary>One call of a turn that was answered to its end.</summary>
/// <param name="Task">The background task; null = the chat itself.</param>
/// <param name="Model">The model asked.</param>
/// <param name="Usage">What the client was told it used; null = nothing.</param>
public sealed record TurnCall(string? Task, string Model, JsonObject? Usage);
