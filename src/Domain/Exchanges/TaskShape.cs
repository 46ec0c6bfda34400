using System.Text.RegularExpressions;
using Observability.Domain.Formats;

namespace Observability.Domain.Exchanges;

/// <summary>Tells a background task of Open WebUI by its shape, where an administrator rewrote its template, in any language.</summary>
/// <remarks>
/// One user message, not streamed, no tools. It opens as Open WebUI's templates do (<c>### Task:</c>), or carries the chat in
/// <c>&lt;chat_history&gt;</c> and asks for an answer in JSON: <c>{ "title": "…" }</c>. The key it asks for tells which task.
/// </remarks>
internal static partial class TaskShape
{
    /// <summary>A task, and which one cannot be told.</summary>
    public const string Unknown = "unknown";

    private const string HistoryStart = "<chat_history>";
    private const string HistoryEnd = "</chat_history>";

    /// <summary>The task of a call; null for an ordinary one.</summary>
    /// <param name="endpoint">What kind of call it is.</param>
    /// <param name="reading">What was read of it.</param>
    public static string? TaskOf(string endpoint, Reading reading)
    {
        if (endpoint is not ("chat" or "responses" or "generate")
            || reading is not { Stream: false, ToolsOffered: [], Input: [{ Role: "user", Text: var text }] })
        {
            return null;
        }

        var isOpened = text.StartsWith("### Task:", StringComparison.Ordinal);
        var history = text.IndexOf(HistoryStart, StringComparison.Ordinal);
        if ((!isOpened && history < 0) || IsRetrieval(text))
        {
            return null;
        }

        return TaskByKey(WithoutHistory(text, history)) ?? (isOpened ? Unknown : null);
    }

    // A rewritten retrieval template has its documents in it; that is a chat.
    private static bool IsRetrieval(string text) => TaskOpenings.IsOfChat(text) || RetrievalTemplate.HoldsSources(text);

    // What people said in the chat does not tell what is asked for.
    private static string WithoutHistory(string text, int start)
    {
        if (start < 0)
        {
            return text;
        }

        var end = text.LastIndexOf(HistoryEnd, StringComparison.Ordinal);
        return end < start ? text[..start] : text.Remove(start, end - start);
    }

    private static string? TaskByKey(string instructions) => AskedKey().Match(instructions) is { Success: true } match
        ? match.Groups["key"].Value switch
        {
            "title" => "title_generation",
            "tags" => "tags_generation",
            "follow_ups" => "follow_up_generation",
            "queries" => "query_generation",
            "prompt" => "image_prompt_generation",
            _ => "autocomplete_generation",
        }
        : null;

    // { "title": "your concise title here" }
    [GeneratedRegex("""\{\s*"(?<key>title|tags|follow_ups|queries|prompt|text)"\s*:""", RegexOptions.NonBacktracking)]
    private static partial Regex AskedKey();
}
