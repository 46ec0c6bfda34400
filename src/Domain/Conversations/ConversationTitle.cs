using System.Text.Json;

namespace Observability.Domain.Conversations;

/// <summary>The title that a <c>title_generation</c> task gave a chat.</summary>
public static class ConversationTitle
{
    private const string Name = "\"title\"";

    /// <summary>The title in an answer such as <c>{ "title": "Tides" }</c>, be it in a code fence, amid other words, or cut off; null when it holds none.</summary>
    public static string? In(string? answer)
    {
        if (answer is null || answer.IndexOf(Name, StringComparison.Ordinal) is var at && at < 0)
        {
            return null;
        }

        var rest = answer.AsSpan(at + Name.Length).TrimStart();
        if (!rest.StartsWith(":") || rest[1..].TrimStart() is var value && !value.StartsWith("\""))
        {
            return null;
        }

        var text = value[..(End(value) ?? value.Length)];
        // A preview may be cut in the middle of the title.
        var title = Unescaped(text.EndsWith("\"") && text.Length > 1 ? text.ToString() : $"{text}\"")?.Trim();
        return title is { Length: > 0 } ? title : null;
    }

    private static int? End(ReadOnlySpan<char> quoted)
    {
        for (var i = 1; i < quoted.Length; i++)
        {
            if (quoted[i] == '\\')
            {
                i++;
            }
            else if (quoted[i] == '"')
            {
                return i + 1;
            }
        }

        return null;
    }

    private static string? Unescaped(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<string>(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
