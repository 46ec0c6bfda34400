using System.Globalization;

namespace Observability.Domain.Datasets;

/// <summary>Turns records of CSV into records of named cells, by the header that comes first.</summary>
internal sealed class CsvImport
{
    private string[]? _header;

    /// <summary>What the record says; null where it is the header. An empty cell without quotes is not there; <c>""</c> is an empty text.</summary>
    public ImportedRecord? Read(CsvRecord record)
    {
        if (_header is null)
        {
            return ReadHeader(record);
        }

        if (record.Problem is { } problem)
        {
            return new(record.Line, [], problem);
        }

        if (record.Cells.Count != _header.Length)
        {
            return ImportedRecord.Bad(record.Line, ImportProblemKind.CellCount, string.Create(CultureInfo.InvariantCulture, $"{record.Cells.Count}/{_header.Length}"));
        }

        var cells = new List<KeyValuePair<string, string>>(_header.Length);
        for (var i = 0; i < _header.Length; i++)
        {
            if (record.Cells[i] is { } cell && (cell.Quoted || cell.Text.Length > 0))
            {
                cells.Add(KeyValuePair.Create(_header[i], WithoutGuard(cell.Text)));
            }
        }

        return new(record.Line, cells, null);
    }

    // Exports put an apostrophe before what a spreadsheet would run as a formula; here it is taken away again.
    private static string WithoutGuard(string cell) =>
        cell.StartsWith('\'') && cell.AsSpan().TrimStart(" \u00A0\u3000\u200B\uFEFF'") is { Length: > 0 } rest && "=+-@\t\r\n＝＋－＠|".Contains(rest[0], StringComparison.Ordinal)
            ? cell[1..]
            : cell;

    private ImportedRecord? ReadHeader(CsvRecord record)
    {
        _header = [.. record.Cells.Select(c => WithoutGuard(c.Text).Trim())];
        var unnamed = Array.IndexOf(_header, "") + 1;
        return record.Problem is not null ? ImportedRecord.Bad(record.Line, ImportProblemKind.HeaderUnread)
            : unnamed > 0 ? ImportedRecord.Bad(record.Line, ImportProblemKind.HeaderUnnamed, unnamed.ToString(CultureInfo.InvariantCulture))
            : _header.CountBy(n => n, StringComparer.Ordinal).FirstOrDefault(n => n.Value > 1).Key is { } twice ? ImportedRecord.Bad(record.Line, ImportProblemKind.HeaderTwice, twice)
            : null;
    }
}
