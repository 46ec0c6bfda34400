using System.Globalization;

namespace Observability.Domain.Prompts;

/// <summary>A prompt, and which version of it: <c>name</c> (the latest), <c>name@7</c> or <c>name@production</c>.</summary>
/// <param name="Name">The prompt's name.</param>
/// <param name="Number">The version's number; null = told by the label.</param>
/// <param name="Label">The label that is on the version; null = told by the number, or, without one, the latest.</param>
public sealed record PromptReference(string Name, int? Number, string? Label)
{
    /// <summary>Reads the written form; null when it is none. The label <c>latest</c> is the same as none.</summary>
    public static PromptReference? Parse(string text)
    {
        var at = text.IndexOf('@');
        var name = at < 0 ? text : text[..at];
        return !PromptName.IsName(name) ? null : at < 0 ? new(name, null, null) : Of(name, text[(at + 1)..]);
    }

    /// <summary>A prompt's name and what stands behind the <c>@</c>, a number or a label; null when it is neither.</summary>
    public static PromptReference? Of(string name, string which) =>
        int.TryParse(which, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? new(name, number, null)
        : which == PromptName.Latest ? new(name, null, null)
        : PromptName.IsLabel(which) ? new PromptReference(name, null, which)
        : null;

    /// <summary>The written form, as it goes into a header.</summary>
    public override string ToString() =>
        Number is { } number ? string.Create(CultureInfo.InvariantCulture, $"{Name}@{number}") : Label is { } label ? $"{Name}@{label}" : Name;
}
