using System.Text.Json;
using Observability.Domain.Formats;

namespace Observability.Dashboard.Exports;

/// <summary>A conversation of any provider, put into the messages of OpenAI's chat format. What cannot be put so makes it no example, and is said.</summary>
/// <remarks>Reasoning and citations have no place in that format and are not written.</remarks>
internal sealed class ChatExample
{
    private readonly List<ChatLine> _lines = [];

    /// <summary>The first thing that has no place in the format; null = all has.</summary>
    public ExportGap? Gap { get; private set; }

    /// <summary>Adds a message of the request.</summary>
    public void Add(Message message)
    {
        // Some providers put what tools answered into the user's message: here it is messages of its own, which come first.
        foreach (var result in message.Parts.OfType<ToolResultPart>())
        {
            if (result.CallId is not { Length: > 0 } call)
            {
                Refuse(ExportGap.Tools);
                continue;
            }

            _lines.Add(new("tool", [new(result.Text, null)], [], call));
        }

        var rest = message.Parts.Where(p => p is not ToolResultPart).ToList();
        if (rest.Count > 0 || message.Parts.Count == 0)
        {
            AddSaid(message.Role, rest);
        }
    }

    /// <summary>Adds the answer, which has to say or ask for something.</summary>
    public void AddAnswer(Message answer)
    {
        if (RoleOf(answer.Role) != "assistant")
        {
            Refuse(ExportGap.NoConversation);
            return;
        }

        AddSaid(answer.Role, answer.Parts);
        if (Gap is null && _lines[^1] is { Texts: [], Calls: [] })
        {
            Refuse(ExportGap.NoConversation);
        }
    }

    /// <summary>Writes it.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="tools">The tools that were offered, each a JSON object; empty = none were.</param>
    public void WriteTo(Utf8JsonWriter writer, IReadOnlyList<RawJson> tools)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("messages");
        _lines.ForEach(line => line.WriteTo(writer));
        writer.WriteEndArray();
        if (tools.Count > 0)
        {
            writer.WriteStartArray("tools");
            foreach (var tool in tools)
            {
                writer.WriteRawValue(tool.Line.Span, skipInputValidation: true);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static string? RoleOf(string role) => role.ToLowerInvariant() switch
    {
        "system" or "developer" => "system",
        "user" or "human" => "user",
        "assistant" or "model" or "chatbot" => "assistant",
        _ => null,
    };

    private void AddSaid(string role, IReadOnlyList<ContentPart> parts)
    {
        if (RoleOf(role) is not { } known)
        {
            Refuse(ExportGap.NotUnderstood);
            return;
        }

        var (texts, calls) = (new List<ChatPiece>(), new List<ToolCallPart>());
        foreach (var part in parts)
        {
            switch (part)
            {
                case TextPart text:
                    texts.Add(new(text.Text, null));
                    break;
                case MediaPart { Kind: "image", Url: { } url } when known == "user":
                    texts.Add(new(null, url));
                    break;
                case ToolCallPart { ByProvider: false, Id.Length: > 0 } call when known == "assistant":
                    calls.Add(call);
                    break;
                case ReasoningPart or CitationPart:
                    break;
                default:
                    Refuse(part is MediaPart ? ExportGap.InlineMedia : part is ToolCallPart ? ExportGap.Tools : part is RefusalPart ? ExportGap.CutShort : ExportGap.NotUnderstood);
                    break;
            }
        }

        _lines.Add(new(known, texts, calls, null));
    }

    private void Refuse(ExportGap gap) => Gap ??= gap;
}

/// <summary>A piece of what is said: a text, or the address of an image.</summary>
internal sealed record ChatPiece(string? Text, string? ImageUrl);

/// <summary>One message as the format writes it.</summary>
/// <param name="Role">Who says it.</param>
/// <param name="Texts">What is said.</param>
/// <param name="Calls">The tools that are asked for.</param>
/// <param name="AnswersCall">The call it answers; null = none.</param>
internal sealed record ChatLine(string Role, IReadOnlyList<ChatPiece> Texts, IReadOnlyList<ToolCallPart> Calls, string? AnswersCall)
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("role", Role);
        if (AnswersCall is { } call)
        {
            writer.WriteString("tool_call_id", call);
        }

        WriteContent(writer);
        if (Calls.Count > 0)
        {
            WriteCalls(writer);
        }

        writer.WriteEndObject();
    }

    private void WriteContent(Utf8JsonWriter writer)
    {
        if (Texts.All(t => t.ImageUrl is null))
        {
            // Null, not empty, where an assistant does nothing but ask for tools.
            writer.WriteString("content", Texts.Count == 0 && Calls.Count > 0 ? null : string.Join('\n', Texts.Select(t => t.Text)));
            return;
        }

        writer.WriteStartArray("content");
        foreach (var piece in Texts)
        {
            writer.WriteStartObject();
            writer.WriteString("type", piece.ImageUrl is null ? "text" : "image_url");
            if (piece.ImageUrl is { } url)
            {
                writer.WriteStartObject("image_url");
                writer.WriteString("url", url);
                writer.WriteEndObject();
            }
            else
            {
                writer.WriteString("text", piece.Text);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void WriteCalls(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("tool_calls");
        foreach (var call in Calls)
        {
            writer.WriteStartObject();
            writer.WriteString("id", call.Id);
            writer.WriteString("type", "function");
            writer.WriteStartObject("function");
            writer.WriteString("name", call.Name);
            writer.WriteString("arguments", call.Arguments);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
