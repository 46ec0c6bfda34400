using System.Text;
using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Tokens;

/// <summary>Finds what a request defines beside its conversation, and what is a part of its input nevertheless: tools, and the schema of the answer.</summary>
internal static class Definitions
{
    /// <summary>The JSON of the tools, as APIs name them: <c>tools</c>, <c>functions</c>, Bedrock's <c>toolConfig.tools</c>; empty when there are none.</summary>
    public static string ToolsIn(ReadOnlyMemory<byte> request) => In(
        request, root => root.Member("tools"u8) ?? root.Member("functions"u8) ?? root.Member("toolConfig"u8)?.Member("tools"u8));

    /// <summary>The JSON of the answer's schema, <c>response_format.json_schema</c> or <c>text.format.schema</c>; empty when there is none.</summary>
    public static string SchemaIn(ReadOnlyMemory<byte> request) => In(
        request, root => root.Member("response_format"u8)?.Member("json_schema"u8) ?? root.Member("text"u8)?.Member("format"u8)?.Member("schema"u8));

    private static string In(ReadOnlyMemory<byte> request, Func<JsonElement, JsonElement?> find)
    {
        using var document = LenientJson.Parse(request, out _);
        return document?.RootElement is { } root && find(root) is { } found ? Compact(found.AsJson()) : "";
    }

    // Without white space between its tokens.
    private static string Compact(string json)
    {
        var compact = new StringBuilder(json.Length);
        var (inText, escaped) = (false, false);
        foreach (var c in json)
        {
            inText ^= c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            if (inText || !char.IsWhiteSpace(c))
            {
                compact.Append(c);
            }
        }

        return compact.ToString();
    }
}
