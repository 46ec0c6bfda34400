using System.Text;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Tokens;

/// <summary>Finds the tools a request offers, whose definitions are a part of its input.</summary>
internal static class ToolsJson
{
    /// <summary>Their JSON without white space around it, as all APIs name it: <c>tools</c>, <c>functions</c>, Bedrock's <c>toolConfig.tools</c>; null when there is none.</summary>
    public static string? In(ReadOnlyMemory<byte> request)
    {
        using var document = LenientJson.Parse(request, out _);
        var tools = document?.RootElement is not { } root ? null
            : root.Member("tools"u8) ?? root.Member("functions"u8) ?? root.Member("toolConfig"u8)?.Member("tools"u8);
        return tools is { } found ? Compact(found.AsJson()) : null;
    }

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
