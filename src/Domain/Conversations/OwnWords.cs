using Observability.Domain.Formats;

namespace Observability.Domain.Conversations;

/// <summary>What a person wrote of a user message: clients put documents before it, and send messages in the user's name.</summary>
/// <remarks>
/// Open WebUI's retrieval template, 0.5 to 0.11:
/// <code>
/// ### Task:
/// Respond to the user query using the provided context, incorporating inline citations …
/// &lt;context&gt;…&lt;/context&gt;
/// Who signed it?
/// </code>
/// Its older versions have the question in <c>&lt;user_query&gt;</c>.
/// </remarks>
public static class OwnWords
{
    private const string Retrieval = "### Task:\nRespond to the user query using the provided context";
    private const string EndOfContext = "</context>";
    private const string Query = "<user_query>";
    private const string EndOfQuery = "</user_query>";

    // What Open WebUI says in the user's name when tools gave back pictures.
    private const string ToolImages = "Here are the images from the tool results above. Please analyze them.";

    /// <summary>The person's words; the whole text where nothing was put before them.</summary>
    public static string Of(string text)
    {
        if (!text.StartsWith(Retrieval, StringComparison.Ordinal) || text.LastIndexOf(EndOfContext, StringComparison.Ordinal) is var end && end < 0)
        {
            return text;
        }

        var after = text.AsSpan(end + EndOfContext.Length).Trim();
        if (after.StartsWith(Query) && after.IndexOf(EndOfQuery) is var close && close > 0)
        {
            after = after[Query.Length..close].Trim();
        }

        return after.IsEmpty ? text : after.ToString();
    }

    /// <summary>The same of a message; null when no person wrote it: it is not a user's, or answers a tool call.</summary>
    internal static string? In(Message message) =>
        message.Role == "user" && !message.Parts.Any(p => p is ToolResultPart) && message.Text is var text && text.Trim() != ToolImages ? Of(text) : null;
}
