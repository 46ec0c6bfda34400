using System.Text;

namespace Observability.Dashboard.Tests.Exports;

/// <summary>Reads CSV as RFC 4180 has it, by itself: what we write is not read by what wrote it.</summary>
internal static class CsvReader
{
    public static List<List<string>> Read(string text)
    {
        var (lines, line, cell, quoted) = (new List<List<string>>(), new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            if (quoted && text[i] == '"' && i + 1 < text.Length && text[i + 1] == '"')
            {
                cell.Append(text[i++]);
            }
            else if (text[i] == '"')
            {
                quoted = !quoted;
            }
            else if (!quoted && text[i] == ',')
            {
                line.Add(cell.ToString());
                cell.Clear();
            }
            else if (!quoted && text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n')
            {
                line.Add(cell.ToString());
                cell.Clear();
                lines.Add(line);
                line = [];
                i++;
            }
            else
            {
                cell.Append(text[i]);
            }
        }

        Assert.True(line.Count == 0 && cell.Length == 0 && !quoted, "The last line has no end.");
        return lines;
    }

    /// <summary>The value that a guarded cell stands for: without the one apostrophe before what a spreadsheet would run.</summary>
    public static string WithoutGuard(string cell) =>
        cell.StartsWith('\'') && cell.TrimStart('\'', ' ', '\u00A0', '\u3000', '\u200B', '\uFEFF') is { Length: > 0 } rest && "=+-@\t\r\n＝＋－＠|".Contains(rest[0], StringComparison.Ordinal) ? cell[1..] : cell;
}
