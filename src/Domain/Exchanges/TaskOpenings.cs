using Observability.Domain.Formats;

namespace Observability.Domain.Exchanges;

/// <summary>Tells Open WebUI's background tasks by how their prompts open, where no header names the task.</summary>
/// <remarks>
/// Stable from 0.5.20 to 0.11.0; an administrator may have edited the templates, so a header always wins.
/// The retrieval template, which also starts with "### Task:", is an ordinary chat and not here.
/// </remarks>
internal static class TaskOpenings
{
    // A task is one user message without anything before it.
    private static readonly (string Task, string Opening)[] OfUser =
    [
        ("title_generation", "### Task:\nGenerate a concise title summarizing the chat history."),
        ("title_generation", "### Task:\nGenerate a concise, 3-5 word title with an emoji summarizing the chat history."),
        ("tags_generation", "### Task:\nGenerate 1-3 broad tags categorizing the main themes of the chat history"),
        ("follow_up_generation", "### Task:\nSuggest 3-5 relevant follow-up questions or prompts"),
        ("query_generation", "### Task:\nAnalyze the chat history to determine the necessity of generating search queries"),
        ("autocomplete_generation", "### Task:\nYou are an autocompletion system. Continue the text in `<text>`"),
        ("image_prompt_generation", "### Task:\nGenerate a detailed prompt for am image generation task"),
        ("context_compaction", "### Task:\nSummarize the conversation history that will be compacted out of the active chat context."),
        ("emoji_generation", "Your task is to reflect the speaker's likely facial expression through a fitting emoji."),
        ("moa_response_generation", "You have been provided with a set of responses from various models to the latest user query: \""),
    ];

    // These have a system message of their own, and then the user's.
    private static readonly (string Task, string Opening, string[] User)[] OfSystem =
    [
        ("function_calling", "Available Tools: [", ["Query: ", "History:\n"]),
        ("memory_review", "You are Open WebUI's private memory reviewer. Return only valid JSON.", [""]),
    ];

    /// <summary>The task of a request with these messages; null for an ordinary call.</summary>
    public static string? TaskOf(IReadOnlyList<Message> input) => input switch
    {
        [{ Role: "user" } only] => OfUser.FirstOrDefault(o => StartsWith(only, o.Opening)).Task,
        [{ Role: "system" } system, { Role: "user" } user, ..] =>
            OfSystem.FirstOrDefault(o => StartsWith(system, o.Opening) && o.User.Any(start => StartsWith(user, start))).Task,
        _ => null,
    };

    private static bool StartsWith(Message message, string opening) => message.Text.StartsWith(opening, StringComparison.Ordinal);
}
