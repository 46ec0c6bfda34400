using Observability.Domain.Formats;

namespace Observability.Domain.Datasets;

/// <summary>The inputs of a row that stand for a conversation: what each text message says, named by who says it.</summary>
/// <remarks>
/// The last message of the user is <c>input</c>; others are <c>system</c>, <c>user</c>, <c>assistant</c>, <c>tool</c> or the role as it is spelled, from the
/// second on with a number (<c>user_2</c>). Where there are more than <see cref="Most"/>, the earliest that are no <c>system</c> are left out.
/// </remarks>
public static class AskedInputs
{
    /// <summary>Most inputs of a row.</summary>
    public const int Most = 100;

    /// <summary>Name of the input that is asked.</summary>
    public const string Question = "input";

    private const int LongestRole = 50;

    /// <summary>The inputs, in the order of the conversation; empty when no message has text.</summary>
    /// <param name="messages">What was sent, oldest first.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(IEnumerable<Message> messages)
    {
        var said = messages.Select(m => new Said(RoleOf(m.Role), m.Text)).Where(s => s.Text.Length > 0).ToList();
        var asked = said.FindLastIndex(s => s.Role == "user");
        var named = new HashSet<string>(StringComparer.Ordinal) { Question };
        return [.. Kept(said, asked).Select(i => KeyValuePair.Create(i == asked ? Question : NameOf(said[i].Role), said[i].Text))];

        // A role may be spelled like a number of another's.
        string NameOf(string role)
        {
            var (name, count) = (role, 1);
            while (!named.Add(name))
            {
                name = $"{role}_{++count}";
            }

            return name;
        }
    }

    private static List<int> Kept(List<Said> said, int asked)
    {
        var kept = Enumerable.Range(0, said.Count).ToList();
        for (var i = 0; kept.Count > Most && i < kept.Count;)
        {
            if (kept[i] != asked && said[kept[i]].Role != "system")
            {
                kept.RemoveAt(i);
            }
            else
            {
                i++;
            }
        }

        return kept.Count > Most ? [.. kept.TakeLast(Most)] : kept;
    }

    private static string RoleOf(string role) => StoredText.OneLine(role, LongestRole).ToLowerInvariant() switch
    {
        "system" or "developer" => "system",
        "user" or "human" or "" => "user",
        "assistant" or "model" or "chatbot" => "assistant",
        "function" => "tool",
        var other => other,
    };

    private readonly record struct Said(string Role, string Text);
}
