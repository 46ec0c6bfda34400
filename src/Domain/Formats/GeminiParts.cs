using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Reads the parts of Gemini's contents.</summary>
/// <remarks>Such as <c>{"text":"…","thought":true}</c>, <c>{"functionCall":{"name":"…","args":{…}}}</c>, <c>{"inlineData":{"mimeType":"image/png","data":"…"}}</c>.</remarks>
internal static class GeminiParts
{
    /// <summary>What a call to Google's own interpreter is named by.</summary>
    public const string CodeExecution = "code_execution";

    /// <summary>The parts of a content, a list of them, or a bare text.</summary>
    public static IEnumerable<ContentPart> OfContent(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => Text(content.AsText(), false),
        JsonValueKind.Array => content.EnumerateArray().SelectMany(p => p.Member("parts"u8) is null ? Of(p) : OfContent(p)),
        JsonValueKind.Object when content.Member("parts"u8) is { } parts => parts.ValueKind == JsonValueKind.Array
            ? parts.EnumerateArray().SelectMany(Of)
            : Of(parts),
        JsonValueKind.Object => Of(content),
        _ => [],
    };

    /// <summary>What one part is; nothing when it is empty or only carries a signature.</summary>
    public static IEnumerable<ContentPart> Of(JsonElement part)
    {
        if (part.AsText() is { } plain)
        {
            return Text(plain, false);
        }

        if (part.Text("text"u8) is { } text)
        {
            return Text(text, part.Flag("thought"u8) == true);
        }

        if (part.Either("functionCall"u8, "function_call"u8) is { } call)
        {
            return [new ToolCallPart(call.Text("id"u8), call.Text("name"u8) ?? "", call.Member("args"u8)?.AsJson() ?? "")];
        }

        return part.Either("functionResponse"u8, "function_response"u8) is { } response ? Response(response) : Other(part);
    }

    private static IEnumerable<ContentPart> Text(string? text, bool thought) =>
        text is not { Length: > 0 } ? [] : thought ? [new ReasoningPart(text)] : [new TextPart(text)];

    private static IEnumerable<ContentPart> Response(JsonElement response)
    {
        var answer = response.Member("response"u8) is { } given ? OnlyText(given) ?? given.AsJson() : "";
        yield return new ToolResultPart(response.Text("id"u8) ?? response.Text("name"u8), answer);
        foreach (var part in response.Items("parts"u8).SelectMany(Of))
        {
            yield return part;
        }
    }

    // Clients wrap what a tool says into an object, under a name of their choice.
    private static string? OnlyText(JsonElement response)
    {
        if (response.ValueKind != JsonValueKind.Object)
        {
            return response.AsText();
        }

        using var members = response.EnumerateObject().GetEnumerator();
        return members.MoveNext() && members.Current.Value is var only && !members.MoveNext() ? only.AsText() : null;
    }

    private static IEnumerable<ContentPart> Other(JsonElement part)
    {
        if (part.Either("inlineData"u8, "inline_data"u8) is { } inline)
        {
            return [GeminiJson.Inline(inline.Either("mimeType"u8, "mime_type"u8)?.AsText(), inline.Member("data"u8))];
        }

        if (part.Either("fileData"u8, "file_data"u8) is { } file)
        {
            return [GeminiJson.At(file.Either("mimeType"u8, "mime_type"u8)?.AsText(), file.Either("fileUri"u8, "file_uri"u8)?.AsText())];
        }

        if (part.Either("executableCode"u8, "executable_code"u8) is { } code)
        {
            return [new ToolCallPart(code.Text("id"u8), CodeExecution, code.Text("code"u8) ?? "") { ByProvider = true }];
        }

        if (part.Either("codeExecutionResult"u8, "code_execution_result"u8) is { } result)
        {
            return [new ToolResultPart(result.Text("id"u8) ?? CodeExecution, result.Text("output"u8) ?? result.Word("outcome"u8) ?? "")];
        }

        return part.Either("thoughtSignature"u8, "thought_signature"u8) is null ? [new UnknownPart(part.AsJson())] : [];
    }
}
