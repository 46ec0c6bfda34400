using Observability.Domain.Datasets;

namespace Observability.Dashboard.Datasets;

/// <summary>How a file becomes rows.</summary>
/// <param name="Format">What it is written in.</param>
/// <param name="Separator">What stands between cells of CSV: comma, semicolon or tab.</param>
/// <param name="SkipBadLines">Whether lines that cannot be read are passed over and counted; otherwise one of them is enough that nothing is imported.</param>
/// <param name="Columns">What becomes of columns, by name; of those not named here, what their names suggest (<see cref="ImportColumns.Guess"/>).</param>
public sealed record ImportOrder(ImportFormat Format, char Separator, bool SkipBadLines, IReadOnlyDictionary<string, ColumnOrder> Columns)
{
    private IReadOnlyList<string> _names = [];
    private IReadOnlyDictionary<string, ColumnUse> _guess = new Dictionary<string, ColumnUse>(StringComparer.Ordinal);

    /// <summary>The row that a record becomes.</summary>
    public RowContent RowOf(ImportedRecord record)
    {
        var guess = GuessOf(record.Cells);
        var (inputs, expected, notes) = (new List<KeyValuePair<string, string>>(), (string?)null, new List<string>());
        foreach (var (name, text) in record.Cells)
        {
            var order = Columns.GetValueOrDefault(name) ?? new(guess[name], ImportColumns.InputOf(name));
            switch (order.Use)
            {
                case ColumnUse.Input:
                    inputs.Add(KeyValuePair.Create(order.Input.Trim(), text));
                    break;
                case ColumnUse.Expected:
                    expected = text;
                    break;
                case ColumnUse.Note:
                    notes.Add(text);
                    break;
                case ColumnUse.LeaveOut:
                    break;
            }
        }

        return new(inputs, expected, string.Join('\n', notes));
    }

    // Most records have the columns of the one before.
    private IReadOnlyDictionary<string, ColumnUse> GuessOf(IReadOnlyList<KeyValuePair<string, string>> cells)
    {
        if (!cells.Select(c => c.Key).SequenceEqual(_names, StringComparer.Ordinal))
        {
            (_names, _guess) = ([.. cells.Select(c => c.Key)], ImportColumns.Guess(cells.Select(c => c.Key)));
        }

        return _guess;
    }
}

/// <summary>What becomes of one column.</summary>
/// <param name="Use">Its use.</param>
/// <param name="Input">Name of the input, where it is one.</param>
public sealed record ColumnOrder(ColumnUse Use, string Input);
