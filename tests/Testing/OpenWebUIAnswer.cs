using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Observability.Testing;

/// <summary>An answer as Open WebUI 0.11 reads it, with its blind spots: what it does not understand, its user does not see.</summary>
/// <remarks>
/// Lines by <c>\n</c>; a line over 131,072 bytes ends it; an event stream is one only in lower-case letters; an error that is not JSON is a blank
/// message; a body without its last chunk is a payload error; a tool call without an index is dropped; <c>[DONE]</c> means nothing, the end does.
/// </remarks>
public sealed partial class OpenWebUIAnswer
{
    /// <summary>The fault of a message that stays blank, with no error shown.</summary>
    public const string Blank = "blank message";

    /// <summary>Most bytes of one line.</summary>
    public const int MaxLineBytes = 131_072;

    private readonly StringBuilder _text = new();
    private readonly StringBuilder _reasoning = new();
    private readonly SortedDictionary<int, (string? Id, string Name, StringBuilder Arguments)> _toolCalls = [];

    /// <summary>What the user reads.</summary>
    public string Text => _text.ToString();

    /// <summary>What is shown folded as thinking.</summary>
    public string Reasoning => _reasoning.ToString();

    /// <summary>Calls that will be made, such as <c>search({"q":1})</c>.</summary>
    public IReadOnlyList<string> ToolCalls => [.. _toolCalls.Values.Select(call => $"{call.Name}({call.Arguments})")];

    /// <summary>The same with their ids, to be sent back with their results.</summary>
    public IReadOnlyList<(string? Id, string Name, string Arguments)> Calls => [.. _toolCalls.Values.Select(call => (call.Id, call.Name, call.Arguments.ToString()))];

    /// <summary>The usage shown with the message, as JSON; null = none came.</summary>
    public string? Usage { get; private set; }

    /// <summary>Documents that Open WebUI would cite.</summary>
    public int Sources { get; private set; }

    /// <summary>The error shown in the message; null = none.</summary>
    public string? Error { get; private set; }

    /// <summary>What went wrong without the user being told why: <see cref="Blank"/>, or the text of aiohttp's exception; null = nothing.</summary>
    public string? Fault { get; private set; }

    /// <summary>Reads an answer to a chat on an OpenAI connection.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="contentType">Content-Type; null = it has none.</param>
    /// <param name="body">The body without its transfer coding.</param>
    /// <param name="isWhole">Whether the body came to its end as its framing says.</param>
    public static OpenWebUIAnswer Read(int status, string? contentType, byte[] body, bool isWhole)
    {
        var answer = new OpenWebUIAnswer();
        if (contentType?.Contains("text/event-stream", StringComparison.Ordinal) != true)
        {
            answer.ReadWhole(status, contentType, body, isWhole);
        }
        else if (status >= 400)
        {
            answer.Error = Message(Json(body)) ?? Encoding.UTF8.GetString(body);
        }
        else
        {
            answer.ReadLines(body);
            answer.Fault ??= isWhole ? null : "Response payload is not completed";
        }

        return answer;
    }

    private void ReadWhole(int status, string? contentType, byte[] body, bool isWhole)
    {
        if (!isWhole)
        {
            Fault = "Response payload is not completed";
        }
        else if (!JsonType().IsMatch(contentType ?? "") || Json(body) is not { } json)
        {
            Fault = Blank;
        }
        else if (status >= 400)
        {
            Error = Message(json);
        }
        else
        {
            ReadChunk(json, "message");
        }
    }

    private void ReadLines(ReadOnlySpan<byte> body)
    {
        while (!body.IsEmpty)
        {
            var end = body.IndexOf((byte)'\n');
            var line = end < 0 ? body : body[..end];
            if (line.Length > MaxLineBytes)
            {
                Fault = "Got more than 131072 bytes when reading";
                return;
            }

            ReadLine(line);
            body = end < 0 ? default : body[(end + 1)..];
        }
    }

    /// <summary>Takes in one more line of a stream, without its <c>\n</c>.</summary>
    public void ReadLine(ReadOnlySpan<byte> line)
    {
        line = line.Trim(" \r\t"u8);
        var isEvent = line.StartsWith("data:"u8);
        var json = Json((isEvent ? line[5..] : line).Trim((byte)' ').ToArray());
        if (isEvent && json is { } chunk)
        {
            ReadChunk(chunk, "delta");
        }
        else if (json is { } loose && loose.TryGetProperty("error", out _))
        {
            Error = Message(loose);
        }
    }

    private void ReadChunk(JsonElement chunk, string part)
    {
        if (chunk.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object)
        {
            Usage = usage.GetRawText();
        }

        if (chunk.TryGetProperty("sources", out var sources) && sources.ValueKind == JsonValueKind.Array)
        {
            Sources += sources.GetArrayLength();
        }

        ReadResponsesEvent(chunk);
        if (!chunk.TryGetProperty("choices", out var choices) || choices.ValueKind != JsonValueKind.Array || choices.GetArrayLength() == 0)
        {
            Error = chunk.TryGetProperty("error", out _) ? Message(chunk) : Error;
            return;
        }

        if (choices[0].TryGetProperty(part, out var delta))
        {
            ReadDelta(delta);
        }
    }

    private void ReadDelta(JsonElement delta)
    {
        _text.Append(String(delta, "content"));
        _reasoning.Append(String(delta, "reasoning_content") ?? String(delta, "reasoning") ?? String(delta, "thinking"));
        if (!delta.TryGetProperty("tool_calls", out var calls) || calls.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        foreach (var call in calls.EnumerateArray().Where(call => call.TryGetProperty("index", out _)))
        {
            var index = call.GetProperty("index").GetInt32();
            var function = call.GetProperty("function");
            _toolCalls.TryAdd(index, (String(call, "id"), String(function, "name") ?? "", new()));
            _toolCalls[index].Arguments.Append(String(function, "arguments"));
        }
    }

    private void ReadResponsesEvent(JsonElement chunk)
    {
        switch (String(chunk, "type"))
        {
            case "response.output_text.delta":
                _text.Append(String(chunk, "delta"));
                break;
            case "response.completed" when chunk.GetProperty("response").TryGetProperty("usage", out var usage):
                Usage = usage.GetRawText();
                break;
        }
    }

    private static string? Message(JsonElement? body)
    {
        if (body is not { ValueKind: JsonValueKind.Object } json)
        {
            return null;
        }

        var error = json.TryGetProperty("error", out var inner) ? inner : json;
        return error.ValueKind == JsonValueKind.Object ? String(error, "message") ?? String(error, "detail") ?? error.GetRawText() : error.ToString();
    }

    private static string? String(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // Invalid JSON is dropped, invalid UTF-8 becomes replacement characters.
    private static JsonElement? Json(byte[] bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(Encoding.UTF8.GetString(bytes));
            return json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^application/(?:[\w.+-]+?\+)?json")]
    private static partial Regex JsonType();
}
