using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>What an answer that is no text of a model says about its subject (a file, a model, a transfer): names and values as the provider spells them.</summary>
internal sealed class SaidFacts
{
    // More than any of them has; what comes beyond is left out.
    private const int Most = 50;

    private readonly List<KeyValuePair<string, string>> _facts = [];

    /// <summary>Sets a fact; nothing when it was not said. Said again, it replaces what was said before.</summary>
    public void Set(string name, string? value)
    {
        if (value is not { Length: > 0 })
        {
            return;
        }

        var fact = KeyValuePair.Create(name, StoredText.Required(value));
        var at = _facts.FindIndex(f => f.Key == name);
        if (at >= 0)
        {
            _facts[at] = fact;
        }
        else if (_facts.Count < Most)
        {
            _facts.Add(fact);
        }
    }

    /// <summary>Sets a fact from the member of that name, a text, a number or a truth.</summary>
    public void Take(JsonElement from, string name)
    {
        var utf8 = System.Text.Encoding.UTF8.GetBytes(name);
        Set(name, from.Word(utf8) ?? (from.Flag(utf8) is { } flag ? flag ? "true" : "false" : null));
    }

    /// <summary>The facts as a message with a line for each; none when there are none.</summary>
    public IReadOnlyList<Message> ToOutput() => _facts.Count == 0 ? [] : [new("list", [.. _facts.Select(f => new TextPart($"{f.Key}: {f.Value}"))])];
}
