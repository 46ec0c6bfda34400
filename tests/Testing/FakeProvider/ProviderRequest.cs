using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;

namespace Observability.Testing.FakeProvider;

/// <summary>What the provider understood of a request, in either dialect.</summary>
public sealed class ProviderRequest
{
    private readonly byte[] _digest;
    private readonly JsonElement _root;

    private ProviderRequest(byte[] body, JsonElement root)
    {
        _digest = SHA256.HashData(body);
        _root = root;
    }

    /// <summary>Model asked for; "" when none was named.</summary>
    public string Model => Text("model") ?? "";

    /// <summary>The <c>stream</c> field; null when it is absent.</summary>
    public bool? Stream => Flag(_root, "stream");

    /// <summary>Whether a stream shall end with its usage (<c>stream_options.include_usage</c>).</summary>
    public bool IncludeUsage => _root.TryGetProperty("stream_options", out var o) && Flag(o, "include_usage") == true;

    /// <summary>Longest answer wanted, tokens; null = no limit.</summary>
    public int? MaxTokens =>
        Number(_root, "max_completion_tokens") ?? Number(_root, "max_tokens") ?? Number(_root, "num_predict")
        ?? (_root.TryGetProperty("options", out var o) ? Number(o, "num_predict") : null);

    /// <summary>Every text of the prompt, in order.</summary>
    public IReadOnlyList<string> Texts => [.. PromptTexts()];

    /// <summary>The text to answer: the last of <see cref="Texts"/>.</summary>
    public string Question => Texts is [.., var last] ? last : "";

    /// <summary>Tokens of the prompt, by the rule of <see cref="Tokens"/>.</summary>
    public int PromptTokens => Texts.Sum(Tokens.Count);

    /// <summary>The first tool offered; null when none is, or when its result is already there.</summary>
    public JsonElement? Tool =>
        LastRole != "tool" && _root.TryGetProperty("tools", out var tools) && tools.ValueKind == JsonValueKind.Array && tools.GetArrayLength() > 0
        && tools[0].TryGetProperty("function", out var function) ? function : null;

    /// <summary>What embeddings are wanted of.</summary>
    public IReadOnlyList<string> Inputs => _root.TryGetProperty("input", out var input) ? [.. Strings(input)] : [];

    /// <summary>Ids of the files and collections the answer shall be drawn from, as Open WebUI's API names them.</summary>
    public IReadOnlyList<string> Files => _root.TryGetProperty("files", out var files) && files.ValueKind == JsonValueKind.Array
        ? [.. files.EnumerateArray().Select(f => f.TryGetProperty("id", out var id) ? id.GetString() ?? "" : "")]
        : [];

    private string? LastRole =>
        _root.TryGetProperty("messages", out var m) && m.ValueKind == JsonValueKind.Array && m.GetArrayLength() > 0
        && m[m.GetArrayLength() - 1].TryGetProperty("role", out var role) ? role.GetString() : null;

    /// <summary>Reads a body; null when it is not a JSON object.</summary>
    public static ProviderRequest? Read(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? new(body, document.RootElement.Clone()) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Dice that fall the same way for the same bytes and salt.</summary>
    public Random Dice(int salt) => new(BinaryPrimitives.ReadInt32LittleEndian(_digest) ^ (salt * 7919));

    /// <summary>A name of <paramref name="length"/> letters and digits that belongs to these bytes.</summary>
    public string Name(int length) => Convert.ToHexStringLower(_digest)[..length];

    /// <summary>A text field of the body; null when it is absent or not text.</summary>
    public string? Text(string field) => _root.TryGetProperty(field, out var v) && v.ValueKind == JsonValueKind.String ? v.GetString() : null;

    /// <summary>A whole number in the body; null when it is absent or not one.</summary>
    public int? Number(string field) => Number(_root, field);

    private IEnumerable<string> PromptTexts()
    {
        foreach (var field in (string[])["system", "prompt"])
        {
            if (_root.TryGetProperty(field, out var text))
            {
                foreach (var part in Strings(text))
                {
                    yield return part;
                }
            }
        }

        if (_root.TryGetProperty("messages", out var messages) && messages.ValueKind == JsonValueKind.Array)
        {
            foreach (var message in messages.EnumerateArray().Where(m => m.ValueKind == JsonValueKind.Object && m.TryGetProperty("content", out _)))
            {
                yield return string.Join(' ', Strings(message.GetProperty("content")));
            }
        }
    }

    // A string, an array of strings, or an array of {"type":"text","text":…}.
    private static IEnumerable<string> Strings(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Strings),
        JsonValueKind.Object when value.TryGetProperty("text", out var text) => Strings(text),
        _ => [],
    };

    private static bool? Flag(JsonElement parent, string field) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(field, out var v) && v.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? v.GetBoolean()
            : null;

    private static int? Number(JsonElement parent, string field) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(field, out var v) && v.ValueKind == JsonValueKind.Number
        && v.TryGetInt32(out var number) ? number : null;
}
