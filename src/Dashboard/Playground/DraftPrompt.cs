using System.Text;
using Observability.Dashboard.Prompts;
using Observability.Dashboard.Replays;

namespace Observability.Dashboard.Playground;

/// <summary>A call as a version of a prompt.</summary>
internal static class DraftPrompt
{
    /// <summary>The message that saves it.</summary>
    /// <param name="draft">The call; its body is the template.</param>
    /// <param name="name">The prompt's name.</param>
    /// <param name="note">What is new in it; may be empty.</param>
    public static AddPromptVersion Of(CallDraft draft, string name, string note) => new(
        name,
        new(
            false, Encoding.UTF8.GetString(EditedBody.Readable(draft).Bytes.Span), PromptRules.NoStrings, draft.Upstream, draft.Target,
            draft.Headers.Where(h => PromptRules.MayHold(h.Key)).GroupBy(h => h.Key, StringComparer.OrdinalIgnoreCase).ToDictionary(g => g.Key, g => g.Last().Value, StringComparer.Ordinal),
            null),
        note.Length > 0 ? note : null, null);
}
