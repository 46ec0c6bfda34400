using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Observability.Dashboard.Replays;

/// <summary>Where a text stops being JSON, as an editor counts: both from 1, columns in characters.</summary>
/// <param name="Line">The line.</param>
/// <param name="Column">The column.</param>
/// <param name="IsEnd">Whether the text ends there too early, instead of going on wrongly.</param>
public sealed record JsonFault(int Line, int Column, bool IsEnd)
{
    /// <summary>The same for a reader.</summary>
    public string Sentence => string.Format(CultureInfo.CurrentCulture, IsEnd ? DraftText.JsonEnds : DraftText.JsonFault, Line, Column);

    /// <summary>The first fault of a text; null = it is JSON.</summary>
    public static JsonFault? Of(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = JsonMergePatch.MaxDepth });
        try
        {
            while (reader.Read())
            {
            }

            return null;
        }
        catch (JsonException e)
        {
            return At(utf8, (int)(e.LineNumber ?? 0), (int)(e.BytePositionInLine ?? 0));
        }
    }

    private static JsonFault At(ReadOnlySpan<byte> utf8, int line, int bytes)
    {
        var start = 0;
        for (var i = 0; i < line; i++)
        {
            start += utf8[start..].IndexOf((byte)'\n') + 1;
        }

        var end = Math.Min(utf8.Length, start + bytes);
        return new(line + 1, Encoding.UTF8.GetCharCount(utf8[start..end]) + 1, utf8[end..].Trim(" \t\r\n"u8).IsEmpty);
    }
}
