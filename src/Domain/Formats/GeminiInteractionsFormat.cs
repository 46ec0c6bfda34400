using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Gemini's interactions: an answer in steps, plain or as named events; one that was stored may be fetched again.</summary>
/// <remarks>As recorded traffic of 2026 shows it; the provider describes it at https://ai.google.dev/api/interactions-api.</remarks>
public sealed class GeminiInteractionsFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "gemini.interactions";

    /// <inheritdoc/>
    public override string Family => "gemini";

    /// <inheritdoc/>
    public override string Endpoint => "chat";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) =>
        (method == "POST" && PathEnd.Is(path, "interactions")) || (method == "GET" && PathEnd.IsOneOf(path, "interactions"));

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange)
    {
        bool? asked = null;
        var request = GeminiRequest.Read(exchange, root =>
        {
            asked = root.Flag("stream"u8);
            return InputOf(root);
        });

        // Fetched again, its numbers were counted before.
        return GeminiInteraction.Read(exchange, request with { IsSpend = exchange.Method == "POST" }, asked == true);
    }

    private static List<Message> InputOf(JsonElement root)
    {
        var messages = new List<Message>();
        if (root.Member("system_instruction"u8) is { } system)
        {
            messages.Add(new("system", [.. GeminiSteps.ContentOf(system)]));
        }

        switch (root.Member("input"u8))
        {
            // Turns have roles, steps have types of their own; what is left is the content of one message.
            case { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().Any(IsTurn):
                messages.AddRange(list.EnumerateArray().Select(Turn));
                break;
            case { } input:
                messages.Add(new("user", [.. GeminiSteps.ContentOf(input)]));
                break;
        }

        return messages;
    }

    private static bool IsTurn(JsonElement item) => item.Member("role"u8) is not null || item.Text("type"u8) is "user_input" or "model_output" or "thought";

    private static Message Turn(JsonElement item)
    {
        var role = item.Text("role"u8) ?? (item.Text("type"u8) is { } type && type != "user_input" && !type.EndsWith("_result", StringComparison.Ordinal) ? "model" : "user");
        return new(role, [.. item.Member("content"u8) is { } content ? GeminiSteps.ContentOf(content) : GeminiSteps.ContentOf(item)]);
    }
}
