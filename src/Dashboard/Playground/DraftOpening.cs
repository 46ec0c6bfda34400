using Observability.Dashboard.Replays;
using Observability.Domain;

namespace Observability.Dashboard.Playground;

/// <summary>How what is asked begins: what a call is recognised by in a list.</summary>
internal static class DraftOpening
{
    /// <summary>Longest opening, characters.</summary>
    public const int Longest = 160;

    /// <summary>The first text of the last message that has one, on one line; null when no form shows any.</summary>
    public static string? Of(CallDraft draft)
    {
        var (body, refusal) = EditedBody.Readable(draft);
        if (refusal is not null || DraftFormat.Of(draft, body) is not { } format || RequestForm.Of(format, body) is not { } form)
        {
            return null;
        }

        var text = form.Messages.Reverse().SelectMany(m => m.Parts).Where(p => p.Kind == PartKind.Text).Select(p => p.Fields[0].Value).FirstOrDefault(t => !string.IsNullOrWhiteSpace(t));
        return text is null ? null : StoredText.OneLine(text, Longest);
    }
}
