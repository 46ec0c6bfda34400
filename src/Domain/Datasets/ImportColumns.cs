namespace Observability.Domain.Datasets;

/// <summary>What becomes of a column.</summary>
public enum ColumnUse
{
    /// <summary>An input of the row.</summary>
    Input,

    /// <summary>The answer that is expected.</summary>
    Expected,

    /// <summary>The note beside the row.</summary>
    Note,

    /// <summary>Nothing.</summary>
    LeaveOut,
}

/// <summary>Which columns of a file are inputs, expected answer and note, where nobody says it.</summary>
public static class ImportColumns
{
    /// <summary>Before the names of inputs in our own exports, so that an input may be called <c>expected</c> too.</summary>
    public const string InputPrefix = "inputs.";

    // The first of these that a file has is the expected answer.
    private static readonly string[] ExpectedNames =
        ["expected", "expected_output", "expectedoutput", "expected output", "ideal", "reference", "target", "answer", "completion", "output"];

    private static readonly string[] NoteNames = ["note", "notes"];

    // Columns of our own exports that are for reading only: requests come from exchanges, never from files.
    private static readonly string[] OfExports = ["id", "position", "exchange_id", "upstream", "method", "target", "request"];

    /// <summary>What each column is used as; other than for an input, a use is given once.</summary>
    public static IReadOnlyDictionary<string, ColumnUse> Guess(IEnumerable<string> columns)
    {
        var all = columns.Distinct(StringComparer.Ordinal).ToList();
        var ours = all.Any(IsInput) || (all.Contains("expected") && all.Contains("exchange_id"));
        var (expected, note) = (First(all, ExpectedNames, ours ? 1 : ExpectedNames.Length), First(all, NoteNames, NoteNames.Length));
        return all.ToDictionary(
            c => c,
            c => c == expected ? ColumnUse.Expected
                : c == note ? ColumnUse.Note
                : ours && OfExports.Contains(c, StringComparer.Ordinal) ? ColumnUse.LeaveOut
                : ColumnUse.Input,
            StringComparer.Ordinal);
    }

    /// <summary>The input that a column is called after.</summary>
    public static string InputOf(string column) => IsInput(column) ? column[InputPrefix.Length..] : column;

    private static bool IsInput(string column) => column.StartsWith(InputPrefix, StringComparison.Ordinal) && column.Length > InputPrefix.Length;

    private static string? First(List<string> columns, string[] names, int count) =>
        names.Take(count).Select(n => columns.Find(c => c.Equals(n, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(c => c is not null);
}
