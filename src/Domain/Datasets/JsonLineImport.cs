using System.Text.Json;
using System.Text.Unicode;
using Observability.Domain.Formats;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Datasets;

/// <summary>
/// Turns a line of JSON into a record of named cells. Known are, beside objects whose members are columns:
/// <c>{"inputs":{"input":"…"},"expected":"…","note":"…"}</c> (our own),
/// <c>{"messages":[{"role":"system","content":"…"},…]}</c> (OpenAI's fine-tuning, https://platform.openai.com/docs/guides/supervised-fine-tuning, read
/// 2026-11-22; the assistant's last message is what is expected) and
/// <c>{"input":[{"role":"user","content":"…"}],"ideal":"…"}</c> (OpenAI's evals, https://github.com/openai/evals, read 2026-11-22; input may be a text, ideal
/// several texts, of which the first is expected and all are noted).
/// </summary>
internal static class JsonLineImport
{
    private static readonly string[] OfOurs = ["expected", "note"];

    private static readonly string[] BesideMessages = ["expected", "ideal", "note"];

    /// <summary>What the line says. Never throws.</summary>
    /// <param name="line">Number of the line, from 1.</param>
    /// <param name="utf8">The line without its end.</param>
    public static ImportedRecord Read(long line, ReadOnlyMemory<byte> utf8)
    {
        if (!Utf8.IsValid(utf8.Span))
        {
            return ImportedRecord.Bad(line, ImportProblemKind.NotUtf8);
        }

        try
        {
            using var document = JsonDocument.Parse(LoneSurrogates.Replace(utf8));
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(line, document.RootElement) : ImportedRecord.Bad(line, ImportProblemKind.NotAnObject);
        }
        catch (JsonException e)
        {
            return ImportedRecord.Bad(line, ImportProblemKind.NotJson, (e.BytePositionInLine + 1)?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    private static ImportedRecord Read(long line, JsonElement row)
    {
        var cells = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        if (row.Member("inputs"u8) is { } inputs)
        {
            if (inputs.ValueKind != JsonValueKind.Object)
            {
                return ImportedRecord.Bad(line, ImportProblemKind.InputsNoObject);
            }

            AddMembers(cells, inputs, ImportColumns.InputPrefix, null);
            AddMembers(cells, row, "", OfOurs);
        }
        else if (row.Member("messages"u8) is { ValueKind: JsonValueKind.Array })
        {
            AddMembers(cells, row, "", BesideMessages);
            AddConversation(cells, ChatMessages.Of(row));
        }
        else
        {
            var isAsked = IsConversation(row);
            AddMembers(cells, row, "", null);
            if (isAsked)
            {
                cells.Remove(AskedInputs.Question);
                AddInputs(cells, row.Items("input"u8).Select(m => ChatMessages.Read(m, "user")));
            }
        }

        return new(line, [.. cells], null);
    }

    private static bool IsConversation(JsonElement row) =>
        row.Member("input"u8) is { ValueKind: JsonValueKind.Array } messages && messages.GetArrayLength() > 0
        && messages.EnumerateArray().All(m => m.Text("role"u8) is not null);

    private static void AddMembers(OrderedDictionary<string, string> cells, JsonElement from, string prefix, string[]? only)
    {
        foreach (var member in from.EnumerateObject())
        {
            var name = JsonElements.NameOf(member);
            if (only?.Contains(name, StringComparer.Ordinal) == false)
            {
                continue;
            }

            if (name == "ideal" && member.Value.ValueKind == JsonValueKind.Array)
            {
                AddIdeals(cells, member.Value);
            }
            else if (member.Value.ValueKind == JsonValueKind.Null)
            {
                cells.Remove(prefix + name);
            }
            else
            {
                cells[prefix + name] = member.Value.AsText() ?? member.Value.AsJson();
            }
        }
    }

    private static void AddIdeals(OrderedDictionary<string, string> cells, JsonElement ideals)
    {
        var texts = ideals.EnumerateArray().Select(i => i.AsText() ?? i.AsJson()).ToList();
        if (texts.Count > 0)
        {
            cells["ideal"] = texts[0];
        }

        if (texts.Count > 1)
        {
            cells["note"] = "ideal: " + ideals.AsJson();
        }
    }

    private static void AddConversation(OrderedDictionary<string, string> cells, IReadOnlyList<Message> messages)
    {
        var answered = messages is [.., { Role: "assistant" }];
        if (answered && messages[^1].Text is { Length: > 0 } answer)
        {
            cells["expected"] = answer;
        }

        AddInputs(cells, messages.SkipLast(answered ? 1 : 0));
    }

    private static void AddInputs(OrderedDictionary<string, string> cells, IEnumerable<Message> messages)
    {
        foreach (var (name, text) in AskedInputs.Of(messages))
        {
            cells[ImportColumns.InputPrefix + name] = text;
        }
    }
}
