using System.Text;
using System.Text.Json;

namespace Observability.Demo;

/// <summary>What an answer says, taken in line by line, in either dialect, streamed or whole.</summary>
internal sealed class Heard
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _arguments = new();
    private string? _call;
    private string? _tool;

    /// <summary>The text so far.</summary>
    public string Text => _text.ToString();

    /// <summary>The tool it calls; null when it calls none.</summary>
    public ToolUse? Tool => _tool is null ? null : new(_call ?? "", _tool, _arguments.ToString());

    /// <summary>Takes in a line of a stream, or a whole answer on one line.</summary>
    /// <exception cref="JsonException">It is cut off.</exception>
    public void Take(string line)
    {
        var json = line.StartsWith("data: ", StringComparison.Ordinal) ? line[6..] : line;
        if (!json.StartsWith('{'))
        {
            return;
        }

        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var holder = root.TryGetProperty("choices", out var choices) && choices.GetArrayLength() > 0 ? choices[0] : root;
        foreach (var field in (string[])["delta", "message"])
        {
            if (holder.TryGetProperty(field, out var message))
            {
                Take(message);
            }
        }
    }

    private void Take(JsonElement message)
    {
        if (message.TryGetProperty("content", out var content))
        {
            _text.Append(content.GetString());
        }

        if (!message.TryGetProperty("tool_calls", out var calls) || !calls[0].TryGetProperty("function", out var function))
        {
            return;
        }

        _call = calls[0].TryGetProperty("id", out var id) ? id.GetString() : _call;
        _tool = function.TryGetProperty("name", out var name) ? name.GetString() : _tool;
        if (function.TryGetProperty("arguments", out var arguments))
        {
            _arguments.Append(arguments.ValueKind == JsonValueKind.String ? arguments.GetString() : arguments.GetRawText());
        }
    }
}
