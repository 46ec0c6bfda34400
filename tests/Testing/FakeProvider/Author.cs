using System.Text.Json;

namespace Observability.Testing.FakeProvider;

/// <summary>Makes up an answer. The same request always gets the same one.</summary>
public static class Author
{
    /// <summary>The answer to <paramref name="request"/>.</summary>
    public static Answer Write(ProviderRequest request, Behaviour behaviour)
    {
        var dice = request.Dice(0);
        if (request.Tool is { } tool)
        {
            return new([], [], new(tool.GetProperty("name").GetString() ?? "look_up", Arguments(tool, dice)), false, request.PromptTokens);
        }

        if (behaviour.CallsTool)
        {
            return new([], [], new("look_up", JsonSerializer.Serialize(new { subject = Prose.Noun(dice) })), false, request.PromptTokens);
        }

        var reasoning = behaviour.Thinks ? Tokens.Split(Prose.Reasoning(dice)) : [];
        var content = Tokens.Split(TaskAnswer(request.Question, dice) ?? Prose.Paragraphs(dice, behaviour.Tokens ?? dice.Next(12, 120), Prose.IsChinese(request.Question)));
        return Cut(reasoning, content, request);
    }

    private static Answer Cut(IReadOnlyList<string> reasoning, IReadOnlyList<string> content, ProviderRequest request)
    {
        if (request.MaxTokens is not { } limit || limit < 0 || reasoning.Count + content.Count <= limit)
        {
            return new(reasoning, content, null, false, request.PromptTokens);
        }

        IReadOnlyList<string> thought = [.. reasoning.Take(limit)];
        return new(thought, [.. content.Take(limit - thought.Count)], null, true, request.PromptTokens);
    }

    // The background tasks of Open WebUI ask for JSON of a certain shape, and so do experiments of their judge.
    private static string? TaskAnswer(string question, Random dice) => question switch
    {
        _ when Asks(question, "Generate a concise") => JsonSerializer.Serialize(new { title = Prose.Title(dice) }),
        _ when Asks(question, "Generate 1-3 broad tags") => JsonSerializer.Serialize(new { tags = (string[])[Prose.Noun(dice), Prose.Noun(dice)] }),
        _ when Asks(question, "Suggest 3-5") => JsonSerializer.Serialize(new { follow_ups = (string[])[Prose.Question(dice), Prose.Question(dice), Prose.Question(dice)] }),
        _ when question.StartsWith("You grade the answer of an assistant.", StringComparison.Ordinal) => JsonSerializer.Serialize(new { score = dice.Next(0, 11) / 10.0, reason = Prose.Title(dice) }),
        _ when Asks(question, "Analyze the chat history") => JsonSerializer.Serialize(new { queries = (string[])[Prose.Title(dice)] }),
        _ => null,
    };

    private static bool Asks(string question, string opening) => question.StartsWith("### Task:\n" + opening, StringComparison.Ordinal);

    // Fills in what the tool's schema asks for.
    private static string Arguments(JsonElement tool, Random dice)
    {
        var arguments = new Dictionary<string, object>();
        if (tool.TryGetProperty("parameters", out var schema) && schema.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject())
            {
                arguments[property.Name] = property.Value.TryGetProperty("type", out var type) ? Value(type.GetString(), dice) : Prose.Noun(dice);
            }
        }

        return JsonSerializer.Serialize(arguments);
    }

    private static object Value(string? type, Random dice) => type switch
    {
        "integer" or "number" => dice.Next(1, 100),
        "boolean" => dice.Next(2) == 0,
        "array" => Array.Empty<object>(),
        "object" => new Dictionary<string, object>(),
        _ => Prose.Noun(dice),
    };
}
