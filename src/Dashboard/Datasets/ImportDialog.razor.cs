using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;
using Observability.Domain.Datasets;

namespace Observability.Dashboard.Datasets;

/// <summary>Chooses a file, shows what its first rows would be, and what becomes of its columns.</summary>
public sealed partial class ImportDialog
{
    private const int Previewed = 5;
    private const int PreviewBytes = 128 << 10;

    private static readonly List<char> Separators = [',', ';', '\t'];

    private readonly CancellationTokenSource _gone = new();
    private readonly OrderedDictionary<string, ColumnOrder> _columns = new(StringComparer.Ordinal);
    private IBrowserFile? _file;
    private byte[] _start = [];
    private IReadOnlyList<ImportedRecord> _first = [];
    private ImportFormat _format;
    private char _separator = ',';
    private bool _skip;
    private string? _unread;

    /// <summary>Whether it is being imported.</summary>
    [Parameter, EditorRequired] public bool Busy { get; set; }

    /// <summary>Why nothing was imported; null = nothing is wrong.</summary>
    [Parameter, EditorRequired] public string? Problem { get; set; }

    /// <summary>Lines that could not become rows; null = none.</summary>
    [Parameter, EditorRequired] public ImportAnswer? Bad { get; set; }

    /// <summary>Import it.</summary>
    [Parameter, EditorRequired] public EventCallback<FileToImport> OnImport { get; set; }

    /// <summary>Rather not.</summary>
    [Parameter, EditorRequired] public EventCallback OnClose { get; set; }

    private ImportOrder Order => new(_format, _separator, _skip, _columns);

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    private async Task ChooseAsync(InputFileChangeEventArgs chosen)
    {
        (_file, _unread) = (chosen.File, null);
        try
        {
            await using var content = _file.OpenReadStream(long.MaxValue, _gone.Token);
            var buffer = new byte[(int)Math.Min(PreviewBytes, _file.Size)];
            var length = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, _gone.Token);
            _start = buffer[..length];
            var table = _file.Name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || _file.Name.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase);
            await SetAsync(table ? ImportFormat.Csv : ImportFormat.Jsonl, SeparatorOf(_start));
        }
        catch (Exception e) when (e is IOException or JSException)
        {
            (_file, _unread) = (null, ImportText.FileGone);
        }
    }

    private async Task SetAsync(ImportFormat format, char separator)
    {
        (_format, _separator) = (format, separator);
        _columns.Clear();
        var first = new List<ImportedRecord>();
        await foreach (var record in new ImportFile(format, separator, PreviewBytes).ReadAsync(new MemoryStream(_start), _gone.Token))
        {
            first.Add(record);
            if (first.Count > Previewed)
            {
                break;
            }
        }

        // The last one may have been cut where the preview ends.
        _first = [.. first.Take(first.Count > Previewed || _file?.Size == _start.Length ? Previewed : Math.Max(1, first.Count - 1))];
        var names = _first.SelectMany(r => r.Cells.Select(c => c.Key)).Distinct(StringComparer.Ordinal).ToList();
        var guess = ImportColumns.Guess(names);
        names.ForEach(n => _columns.Add(n, new(guess[n], ImportColumns.InputOf(n))));
    }

    private void Use(string column, ColumnUse use) => _columns[column] = _columns[column] with { Use = use };

    private void Name(string column, string? input) => _columns[column] = _columns[column] with { Input = input ?? "" };

    private IEnumerable<KeyValuePair<string, string>> Lines(ImportedRecord record)
    {
        var row = Order.RowOf(record);
        return row.Inputs
            .Concat(row.Expected is { } expected ? [new(DatasetsText.Expected, expected)] : [])
            .Concat(row.Note.Length > 0 ? [new(DatasetsText.Note, row.Note)] : []);
    }

    private Task ImportAsync() => _file is { } file ? OnImport.InvokeAsync(new(file, Order with { Columns = new Dictionary<string, ColumnOrder>(_columns, StringComparer.Ordinal) })) : Task.CompletedTask;

    // The one that the first line has most of.
    private static char SeparatorOf(byte[] start)
    {
        var line = start.AsSpan(0, start.AsSpan().IndexOf((byte)'\n') is >= 0 and var end ? end : start.Length).ToArray();
        return Separators.MaxBy(s => line.Count(b => b == s));
    }
}
