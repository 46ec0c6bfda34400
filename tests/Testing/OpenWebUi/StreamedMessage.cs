using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Observability.Testing.OpenWebUi;

/// <summary>The message that Open WebUI makes of a stream, line by line, with its own leniency and its own blind spots.</summary>
public sealed class StreamedMessage
{
    private readonly StringBuilder _text = new();
    private readonly SortedDictionary<int, CalledTool> _calls = [];

    /// <summary>The answer so far.</summary>
    public string Text => _text.ToString();

    /// <summary>The tools to run. A call whose pieces carry no <c>index</c> is not among them: Open WebUI drops it.</summary>
    public IReadOnlyList<CalledTool> ToolCalls => [.. _calls.Values];

    /// <summary>The last usage that came; null when none did.</summary>
    public JsonObject? Usage { get; private set; }

    /// <summary>The error that the user sees below the message; null when none came.</summary>
    public string? Error { get; private set; }

    /// <summary>Takes one line in. Blank lines, comments, other fields and what is no JSON are passed over, <c>[DONE]</c> too.</summary>
    public void Take(string line)
    {
        line = line.Trim();
        if (!line.StartsWith("data:", StringComparison.Ordinal))
        {
            Error ??= Parse(line) is { } other ? ErrorOf(other) : null;
            return;
        }

        if (Parse(line[5..]) is not { } chunk)
        {
            return;
        }

        Usage = chunk["usage"] as JsonObject ?? Usage;
        if (chunk["choices"] is JsonArray { Count: > 0 } choices)
        {
            Take(choices[0]?["delta"] as JsonObject ?? []);
        }
        else
        {
            // Beside an answer it is not looked at.
            Error ??= ErrorOf(chunk);
        }
    }

    /// <summary>What an error body says to the user.</summary>
    public static string ErrorIn(JsonNode body) =>
        body["error"] is JsonObject error ? (error["message"] ?? error["detail"])?.ToString() ?? error.ToJsonString()
            : (body["error"] ?? body["detail"])?.ToString() ?? body.ToJsonString();

    private static string? ErrorOf(JsonObject chunk) => chunk["error"] is null ? null : ErrorIn(chunk);

    private void Take(JsonObject delta)
    {
        _text.Append(delta["content"]?.ToString());
        foreach (var piece in (delta["tool_calls"] as JsonArray ?? []).OfType<JsonObject>().Where(p => p["index"] is not null))
        {
            var index = piece["index"]!.GetValue<int>();
            var call = _calls.GetValueOrDefault(index) ?? new CalledTool("", "", "");
            _calls[index] = new(
                piece["id"]?.ToString() ?? call.Id, piece["function"]?["name"]?.ToString() ?? call.Name, call.Arguments + piece["function"]?["arguments"]);
        }
    }

    private static JsonObject? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>A tool that the model wants run.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Arguments">Its arguments, JSON as it came.</param>
public sealed record CalledTool(string Id, string Name, string Arguments);
