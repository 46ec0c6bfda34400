using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>A tool call whose arguments come in pieces: <c>{"partialArgs":[{"jsonPath":"$.city","stringValue":"Bos","willContinue":true}],"willContinue":true}</c>.</summary>
internal sealed class GeminiCallDraft
{
    // More than any tool takes; arguments beyond are left out.
    private const int MaxArguments = 1_000;

    // Escapes nothing but what JSON must have escaped: people read it.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<Argument> _arguments = [];
    private string? _id;
    private string? _name;
    private string? _whole;

    /// <summary>Whether a call is only a piece of one.</summary>
    public static bool IsPiece(JsonElement call) => call.Flag("willContinue"u8) == true || call.Member("partialArgs"u8) is not null;

    /// <summary>Adds a piece.</summary>
    public void Add(JsonElement piece)
    {
        _id = piece.Text("id"u8) ?? _id;
        _name = piece.Text("name"u8) ?? _name;
        _whole = piece.Member("args"u8)?.AsJson() ?? _whole;
        foreach (var argument in piece.Items("partialArgs"u8))
        {
            var path = argument.Text("jsonPath"u8) ?? "";
            if (_arguments.Count == 0 || _arguments[^1].Path != path)
            {
                if (_arguments.Count == MaxArguments)
                {
                    return;
                }

                _arguments.Add(new(path));
            }

            _arguments[^1].Add(argument);
        }
    }

    /// <summary>The call as far as it has come.</summary>
    public ToolCallPart ToPart() => new(_id, _name ?? "", _arguments.Count > 0 ? Joined() : _whole ?? "");

    private string Joined()
    {
        var arguments = new JsonObject();
        foreach (var argument in _arguments)
        {
            GeminiArguments.Put(arguments, argument.Path, argument.Value);
        }

        return arguments.ToJsonString(Plain);
    }

    private sealed class Argument(string path)
    {
        private readonly StringBuilder _text = new();
        private string? _json;

        public string Path => path;

        public JsonNode? Value => _json is null ? JsonValue.Create(_text.ToString()) : JsonNode.Parse(_json);

        public void Add(JsonElement piece)
        {
            _text.Append(piece.Text("stringValue"u8));
            var value = piece.Member("numberValue"u8) ?? piece.Member("boolValue"u8);
            _json = value is { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } one ? one.AsJson()
                : piece.Member("stringValue"u8) is null ? "null"
                : _json;
        }
    }
}
