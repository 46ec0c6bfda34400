namespace Observability.Domain.Formats;

/// <summary>One message of a conversation.</summary>
/// <param name="Role">As the provider spells it: <c>system</c>, <c>developer</c>, <c>user</c>, <c>assistant</c>, <c>tool</c>, …</param>
/// <param name="Parts">Its content, in order.</param>
public sealed record Message(string Role, IReadOnlyList<ContentPart> Parts)
{
    /// <summary>The visible text of the message: its text and refusal parts, joined by line breaks.</summary>
    public string Text => string.Join('\n', Parts.Select(p => p switch
    {
        TextPart text => text.Text,
        RefusalPart refusal => refusal.Text,
        ToolResultPart result => result.Text,
        _ => null,
    }).Where(t => t is not null));
}
