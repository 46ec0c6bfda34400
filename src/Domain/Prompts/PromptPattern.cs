using System.Text.Json;

namespace Observability.Domain.Prompts;

/// <summary>What a template says, ready to be looked for in the bodies that were sent.</summary>
/// <remarks>
/// A body matches when its system text and messages begin with those of the template: the same word for word where the template has words, anything
/// where it has a variable. What comes after (the rest of the chat) and beside them (model, parameters) is free. Looking is linear in the length of
/// the body, whatever is in it: there is no going back.
/// </remarks>
public sealed class PromptPattern
{
    /// <summary>Fewest characters of its own a template needs to be told by them.</summary>
    public const int FewestLetters = 24;

    // Where the formats there are keep what is said to a model.
    private static readonly HashSet<string> Members =
        new(StringComparer.Ordinal) { "messages", "system", "systemInstruction", "system_instruction", "instructions", "input", "contents", "prompt" };

    private readonly IReadOnlyDictionary<string, PatternNode> _members;

    private PromptPattern(IReadOnlyDictionary<string, PatternNode> members) => (_members, Letters) = (members, members.Values.Sum(m => m.Letters));

    /// <summary>How many characters of its own it has: of two that match, the one with more says more.</summary>
    public int Letters { get; }

    /// <summary>The pattern of a template of a body with its partials in it; null when it says too little to be told by.</summary>
    public static PromptPattern? Of(PromptTemplate template)
    {
        if (template.Form != TemplateForm.Json || template.Partials.Count > 0)
        {
            return null;
        }

        using var document = JsonDocument.Parse(template.Print());
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var members = new Dictionary<string, PatternNode>(StringComparer.Ordinal);
        foreach (var member in document.RootElement.EnumerateObject().Where(m => Members.Contains(m.Name)))
        {
            members[member.Name] = PatternNode.Of(member.Value);
        }

        var pattern = new PromptPattern(members);
        return pattern.Letters >= FewestLetters ? pattern : null;
    }

    /// <summary>Whether a body was made from the template, as far as one can tell by what it says.</summary>
    public bool Matches(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object && _members.All(m => body.TryGetProperty(m.Key, out var said) && m.Value.Begins(said));
}
