using System.Text.Json;

namespace Observability.Ingest.Proxy.Altering;

/// <summary>What one line of an event stream holds of the usage we asked for.</summary>
/// <remarks>
/// <code>
/// data: {"id":"c1","choices":[{"index":0,"delta":{"content":"a"}}],"usage":null}    ,"usage":null is taken out
/// data: {"id":"c1","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":12}}  the whole event is taken out
/// data: {"choices":[{"finish_reason":"stop"}],"usage":{"prompt_tokens":9}}           stays: nobody needs to ask for that one
/// </code>
/// Source: https://platform.openai.com/docs/api-reference/chat/create#chat-create-stream_options, read 2026-11-22.
/// </remarks>
/// <param name="IsOnlyUsage">Whether the line is the extra chunk: no choices, and usage.</param>
/// <param name="From">Start of what is taken out of the line.</param>
/// <param name="To">Its end; the same as <paramref name="From"/> when nothing is.</param>
internal readonly record struct UsageChunk(bool IsOnlyUsage, int From, int To)
{
    /// <summary>Looks at a line without its end. Never throws: what is not such a chunk stays as it is.</summary>
    public static UsageChunk In(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("data:"u8) || line.IndexOf("\"usage\""u8) < 0)
        {
            return default;
        }

        try
        {
            return Read(line[5..], offset: 5);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or half a character in a name.
            return default;
        }
    }

    private static UsageChunk Read(ReadOnlySpan<byte> json, int offset)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return default;
        }

        bool hasNoChoices = false, isUsage = false, isNull = false, isFirst = true, endsWithNext = false;
        int from = 0, to = 0;
        var before = (int)reader.BytesConsumed;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = (int)reader.TokenStartIndex;
            var (isChoices, isUsageName) = (reader.ValueTextEquals("choices"u8), reader.ValueTextEquals("usage"u8));
            if (endsWithNext)
            {
                // The first member goes with the comma behind it, every other one with the comma before it.
                (to, endsWithNext) = (name, false);
            }

            reader.Read();
            if (isUsageName)
            {
                (isUsage, isNull) = (reader.TokenType == JsonTokenType.StartObject, reader.TokenType == JsonTokenType.Null);
                (from, to, endsWithNext) = (isFirst ? name : before, (int)reader.BytesConsumed, isFirst);
            }

            var start = reader.TokenStartIndex;
            reader.Skip();
            hasNoChoices |= isChoices && reader.TokenType == JsonTokenType.EndArray && json[(int)start..(int)reader.TokenStartIndex].TrimEnd(" \t"u8).Length == 1;
            before = (int)reader.BytesConsumed;
            isFirst = false;
        }

        // What follows the object would make the line something else.
        if (reader.TokenType != JsonTokenType.EndObject || reader.Read())
        {
            return default;
        }

        return isUsage && hasNoChoices ? new(true, 0, 0) : isNull ? new(false, offset + from, offset + to) : default;
    }
}
