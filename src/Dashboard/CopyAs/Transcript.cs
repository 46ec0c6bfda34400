using System.Globalization;
using System.Text;
using Observability.Dashboard.Exchanges;
using Observability.Domain.Formats;

namespace Observability.Dashboard.CopyAs;

/// <summary>Prints a conversation as Markdown. What people, models and tools wrote stands in fences, so that nothing of it is taken for markup.</summary>
public static class Transcript
{
    /// <summary>Longest transcript, characters; it ends there and says so.</summary>
    public const int Longest = 4 << 20;

    /// <summary>The transcript.</summary>
    public static string Of(ExchangeDetail detail)
    {
        var row = detail.Row;
        var text = new StringBuilder("# ").Append(OneLine(row.ModelServed ?? row.ModelRequested ?? row.Path)).Append("\n\n")
            .Append(CultureInfo.InvariantCulture, $"{row.StartedAt.ToUniversalTime():yyyy-MM-dd HH:mm:ss} UTC · `{row.Id}`\n");
        if (detail.Reading is not { } reading)
        {
            return text.Append('\n').Append(ConversationText.NotUnderstood).Append('\n').ToString();
        }

        foreach (var message in reading.Input.Concat(reading.Output))
        {
            text.Append("\n## ").Append(OneLine(message.Role)).Append('\n');
            foreach (var part in message.Parts)
            {
                Append(text, part);
            }

            if (text.Length > Longest)
            {
                return text.Append(CultureInfo.CurrentCulture, $"\n{CopyText.TranscriptCut}\n").ToString();
            }
        }

        return text.ToString();
    }

    /// <summary>Any text between fences it cannot end.</summary>
    public static string Fenced(string text, string label)
    {
        var (longest, run) = (2, 0);
        foreach (var c in text)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        var fence = new string('`', longest + 1);
        return $"{fence}{label}\n{text}\n{fence}";
    }

    private static void Append(StringBuilder text, ContentPart part)
    {
        var (before, inside, label) = part switch
        {
            TextPart said => (null, said.Text, "text"),
            RefusalPart refusal => (ConversationText.Refused, refusal.Text, "text"),
            ReasoningPart thought => (string.Format(CultureInfo.CurrentCulture, ConversationText.ReasoningCharacters, thought.Text.Length), thought.Text, "text"),
            ToolCallPart call => ($"{ConversationText.Calls} {Code(call.Name)}{(call.Id is { } id ? $" {Code(id)}" : "")}", call.Arguments, "json"),
            ToolResultPart result => ($"{ConversationText.ResultOf} {Code(result.CallId ?? "?")}", result.Text, "text"),
            MediaPart media => (null, string.Join(' ', new[] { media.Kind, media.MediaType, media.Url }.OfType<string>()), "text"),
            CitationPart source => (ConversationText.Source, string.Join('\n', new[] { source.Title, source.Url, source.Text }.OfType<string>()), "text"),
            UnknownPart unknown => (ConversationText.UnknownPart, unknown.Json, "json"),
            _ => ((string?)null, "", ""),
        };
        if (before is not null)
        {
            text.Append('\n').Append(before).Append('\n');
        }

        if (label.Length > 0)
        {
            text.Append('\n').Append(Fenced(inside, label)).Append('\n');
        }
    }

    private static string Code(string text) => $"`{OneLine(text).Replace('`', '\'')}`";

    private static string OneLine(string text) => Ui.VisibleText.Of(text.ReplaceLineEndings(" "));
}
